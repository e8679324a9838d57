// "/" puts the cursor into the search; everything else is htmx and works on attributes alone
document.addEventListener("keydown", (e) => {
  const di = e.target;
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(di.tagName)) return;
  const cari = document.getElementById("cari");
  if (cari) { e.preventDefault(); cari.focus(); }
});
