"""The statements behind lists and searches of peserta."""

from __future__ import annotations

from chassis.auth import Principal

from kepesertaan.api import akses

# One statement a criterion, so that each walks its own index. $1-$4 of TERLIHAT, $5 after, $6 limit, $7 what is looked for, $8 state
_MENURUT = {
    "semua": "$7::text is null",
    "badan_usaha_id": "p.badan_usaha_id = $7::text",
    "virtual_account": "p.virtual_account = $7::text",
    "nomor_kartu": "p.nomor_kartu = $7::text",
    "nik": "p.nomor_kartu in (select nomor_kartu from nik_terdaftar where nik_hash = any($7::bytea[]))",
}
# A common word is thousands of people's, of whom an asker sees few: both are looked for in one index. Who sees everybody walks the numbers
_NAMA = "p.nomor_kartu in (select c.nomor_kartu from cari_nama c where c.kata @> $7::text[]"
_MENURUT_NAMA = {
    "nama": f"{_NAMA} and c.milik && array{akses.TERLIHAT})",
    "nama_kantor": f"{_NAMA} and c.milik && array(select 'kantor:' || k from unnest($3::text[]) k))",  # noqa: S608  constant text
    "nama_semua": f"{_NAMA})",
}
DAFTAR = {
    (menurut, kantor): f"""
select p.* from peserta p where {syarat} and {terlihat} and p.nomor_kartu > $5
  and ($8::text is null or p.keadaan = $8)
order by p.nomor_kartu limit $6
"""  # noqa: S608  constant text
    for menurut, syarat in (_MENURUT | _MENURUT_NAMA).items()
    for kantor, terlihat in ((False, f"p.badan_usaha_id in {akses.TERLIHAT}"), (True, akses.ORANG_KANTOR))
}
KELUARGA = """
select nomor_kartu from peserta where nomor_kartu_pekerja = $1 or nomor_kartu = $1
union select nomor_kartu from keluarga_lalu where nomor_kartu_pekerja = $1 order by nomor_kartu
"""
"""Who hangs on this worker (or head) or ever did; who of them did on a day, their own streams say."""
TERLIHAT_DARI = {
    kantor: f"select p.* from peserta p where {terlihat} and p.nomor_kartu = any($5::text[])"  # noqa: S608
    for kantor, terlihat in ((False, f"p.badan_usaha_id in {akses.TERLIHAT}"), (True, akses.ORANG_KANTOR))
}


def menurut_nama(p: Principal) -> str:
    """The statement that finds by words of a name what this asker sees."""
    if not melihat_keluarga(p):
        return "nama"
    return "nama_semua" if akses.argumen_terlihat(p)[2] is None else "nama_kantor"


def melihat_keluarga(p: Principal) -> bool:
    """An office, which sees families beside its Badan Usaha."""
    return p.jenis_kantor is not None and p.akt_id is None and p.badan_usaha_id is None and p.kode_ppk is None
