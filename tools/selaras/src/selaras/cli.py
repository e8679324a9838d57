"""The ``selaras`` command. Every command imports what it needs when it runs, so that ``--help`` is at once there."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable, Coroutine
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from selaras.lokal.galat import GalatTumpukan
from selaras.lokal.jalur import akar_repo, folder_keadaan

app = typer.Typer(name="selaras", help="Selaras: tumpukan lokal, demo, impor, operasi.", no_args_is_help=True, add_completion=False)
app_parkir = typer.Typer(help="Catatan yang tidak dapat diproses konsumen.", no_args_is_help=True)
app.add_typer(app_parkir, name="parkir")

layar = Console()
KlienOperasi = Annotated[str, typer.Option("--klien", envvar="SELARAS_CLIENT_ID", help="Klien OAuth yang dipakai.")]
Layanan = Annotated[str, typer.Argument(help="Nama layanan, misalnya status.")]


def _jalankan(kerja: Callable[[], Any]) -> Any:
    """A failure that was foreseen is one sentence and exit code 1; anything else is a defect and keeps its traceback."""
    try:
        hasil = kerja()
        return asyncio.run(hasil) if isinstance(hasil, Coroutine) else hasil
    except GalatTumpukan as e:
        Console(stderr=True).print(f"[bold red]Gagal:[/] {_aman(str(e))}", highlight=False)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _aman(teks: str) -> str:
    from rich.markup import escape

    return escape(teks)


@app.command()
def up(latar: Annotated[bool, typer.Option("--latar", help="Berjalan di latar; kembali setelah semua siap.")] = False) -> None:
    """Menyalakan tumpukan lokal; datanya tetap dari kali ke kali."""
    from selaras.perintah import nyala

    _jalankan(lambda: nyala.latar(folder_keadaan(), layar) if latar else nyala.depan(folder_keadaan(), layar))


@app.command()
def down() -> None:
    """Menghentikan tumpukan yang berjalan di latar."""
    from selaras.perintah import nyala

    _jalankan(lambda: nyala.padam(folder_keadaan(), layar))


@app.command()
def clean() -> None:
    """Menghentikan tumpukan dan menghapus datanya."""
    from selaras.perintah import nyala

    _jalankan(lambda: nyala.bersih(folder_keadaan(), layar))


@app.command()
def alamat() -> None:
    """Alamat tumpukan yang sedang berjalan."""
    from selaras.perintah import nyala

    _jalankan(lambda: nyala.tampilkan(folder_keadaan(), layar))


@app.command()
def token(
    klien: Annotated[str, typer.Argument(help="Klien dari contoh/klien.toml.")],
    klaim: Annotated[list[str] | None, typer.Option("--klaim", help="nama=nilai, untuk klien yang boleh memilihnya.")] = None,
) -> None:
    """Mencetak access token seorang klien, untuk dipakai dengan curl."""
    from selaras.lokal.tokens import Tokens
    from selaras.perintah.alamat import temukan

    async def minta() -> str:
        tempat = temukan()
        tokens = Tokens(tempat.token_url)
        try:
            return await tokens.ambil(klien, tempat.rahasia(klien), dict(k.split("=", 1) for k in klaim or () if "=" in k))
        finally:
            await tokens.close()

    print(_jalankan(minta))


@app.command("tutup-hari")
def tutup_hari(
    tanggal: Annotated[str, typer.Argument(help="YYYY-MM-DD")],
    simulasi: Annotated[bool | None, typer.Option("--simulasi/--nyata", help="Pakai waktu simulasi esok hari 00.05 WIB.")] = None,
    hanya: Annotated[list[str] | None, typer.Option("--layanan", help="Hanya layanan ini (bawaan: semua).")] = None,
    klien: KlienOperasi = "operasi",
) -> None:
    """Menutup satu hari di setiap layanan, berurutan, dan menunggu sampai selesai."""
    from shared_events.registry import LAYANAN

    from selaras.perintah import hari

    if salah := set(hanya or ()) - set(LAYANAN):
        raise typer.BadParameter(f"tidak dikenal: {', '.join(salah)}", param_hint="--layanan")
    urutan = [nama for nama in LAYANAN if not hanya or nama in hanya]
    try:
        hari_itu = date.fromisoformat(tanggal)
    except ValueError:
        raise typer.BadParameter("tanggal berbentuk YYYY-MM-DD", param_hint="TANGGAL") from None
    _jalankan(lambda: hari.tutup_hari(hari_itu, urutan, simulasi=simulasi, klien=klien, layar=layar))


@app.command()
def impor(
    badan_usaha: Annotated[str, typer.Argument(help="badan_usaha_id")],
    berkas: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV atau XLSX.")],
    jenis: Annotated[str, typer.Option(help="peserta, mutasi atau tanda-koordinasi-manfaat.")] = "peserta",
    waktu: Annotated[str | None, typer.Option(help="Waktu simulasi, misalnya 2016-11-15T09:00:00+07:00.")] = None,
    klien: Annotated[str, typer.Option(envvar="SELARAS_CLIENT_ID", help="Klien OAuth, biasanya AKT.")] = "akt-sentosa",
) -> None:
    """Mengirim berkas peserta sebuah badan usaha; kode keluar 1 bila ada baris yang ditolak."""
    from selaras.perintah import impor as perintah

    if jenis not in perintah.JENIS:
        raise typer.BadParameter(f"salah satu dari {', '.join(perintah.JENIS)}", param_hint="--jenis")
    if not _jalankan(lambda: perintah.impor(badan_usaha, berkas, berkas.read_bytes(), jenis=jenis, klien=klien, waktu=waktu, layar=layar)):
        raise typer.Exit(1)


@app.command()
def lupakan(
    nomor_kartu: Annotated[str, typer.Argument(help="Nomor kartu, 13 angka.")],
    setujui: Annotated[
        bool, typer.Option("--setujui", help="Menyetujui permintaan orang lain: kunci dihapus, tidak dapat dibatalkan.")
    ] = False,
    batalkan: Annotated[bool, typer.Option("--batalkan", help="Menarik atau menolak permintaan.")] = False,
    alasan: Annotated[str, typer.Option(help="Mengapa; lihat alasan di API.")] = "PERMINTAAN_PESERTA",
    waktu: Annotated[str | None, typer.Option(help="Waktu simulasi, misalnya 2017-03-06T09:00:00+07:00.")] = None,
    klien: Annotated[str, typer.Option("--klien", envvar="SELARAS_CLIENT_ID", help="Klien OAuth Kantor Pusat.")] = "kantor-pusat",
) -> None:
    """Melupakan seorang peserta: seorang meminta, orang kedua menyetujui (--setujui)."""
    from selaras.perintah import lupakan as perintah

    if setujui and batalkan:
        raise typer.BadParameter("pilih salah satu", param_hint="--setujui/--batalkan")
    langkah: perintah.Langkah = "setujui" if setujui else "batalkan" if batalkan else "minta"
    _jalankan(lambda: perintah.lupakan(nomor_kartu, langkah, alasan=alasan, klien=klien, waktu=waktu, layar=layar))


def _rawat(layanan: str, peran: str) -> None:
    from selaras.perintah.rawat import rawat

    if not _jalankan(lambda: rawat(folder_keadaan(), layanan, peran, layar)):
        raise typer.Exit(1)


@app.command()
def periksa(layanan: Layanan) -> None:
    """Membandingkan setiap model baca dengan yang dibangun dari peristiwa; kode keluar 1 bila berbeda."""
    _rawat(layanan, "periksa")


@app.command("bangun-ulang")
def bangun_ulang(layanan: Layanan) -> None:
    """Seperti periksa, dan membetulkan baris yang berbeda; layanan boleh tetap berjalan."""
    _rawat(layanan, "bangun-ulang")


@app.command()
def pulihkan(layanan: Layanan) -> None:
    """Basis data dari cadangan lama: mengambil kembali peristiwa yang hilang dari topiknya."""
    _rawat(layanan, "pulihkan")


@app.command("terbitkan-ulang")
def terbitkan_ulang(layanan: Layanan) -> None:
    """Topik yang hilang: semua peristiwa publik dikirim lagi dari basis data."""
    _rawat(layanan, "terbitkan-ulang")


@app_parkir.command("list")
def parkir_list(
    layanan: Annotated[str | None, typer.Argument(help="Kosong: semua layanan.")] = None, klien: KlienOperasi = "operasi"
) -> None:
    """Daftar catatan yang diparkir."""
    from selaras.perintah import parkir

    _jalankan(lambda: parkir.daftar(layanan, klien=klien, layar=layar))


@app_parkir.command("show")
def parkir_show(layanan: Layanan, id: int, klien: KlienOperasi = "operasi") -> None:
    """Satu catatan, tanpa isinya (bisa data pribadi)."""
    from selaras.perintah import parkir

    _jalankan(lambda: parkir.tunjukkan(layanan, id, klien=klien, layar=layar))


@app_parkir.command("replay")
def parkir_replay(layanan: Layanan, id: int, klien: KlienOperasi = "operasi") -> None:
    """Mencoba lagi semua catatan dari subjek itu; kode keluar 1 bila masih ada yang diparkir."""
    from selaras.perintah import parkir

    if not _jalankan(lambda: parkir.putar_ulang(layanan, id, klien=klien, layar=layar)):
        raise typer.Exit(1)


@app_parkir.command("discard")
def parkir_discard(
    layanan: Layanan,
    id: int,
    alasan: Annotated[str, typer.Option(help="Mengapa catatan ini dilepas; tersimpan.")],
    klien: KlienOperasi = "operasi",
) -> None:
    """Melepas satu catatan dengan alasan; penerusnya langsung dicoba."""
    from selaras.perintah import parkir

    if not _jalankan(lambda: parkir.buang(layanan, id, alasan, klien=klien, layar=layar)):
        raise typer.Exit(1)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def aturan(konteks: typer.Context) -> None:
    """Aturan yang dibuktikan uji yang lulus, dari semuanya (--ulang, --baca, --ringkas)."""
    raise typer.Exit(subprocess.call([sys.executable, "-m", "selaras.aturan", *konteks.args], cwd=akar_repo()))


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True}, add_help_option=False)
def bench(konteks: typer.Context) -> None:
    """Angka terukur; tidak menguji apa pun."""
    raise typer.Exit(subprocess.call([sys.executable, "-m", "benchmarks", *konteks.args], cwd=akar_repo()))


@app.command()
def demo(
    benih: Annotated[int, typer.Option(help="Benih pembangkit data: benih yang sama, cerita yang sama.")] = 47,
    tinggal: Annotated[
        bool | None, typer.Option("--tinggal/--selesai", help="Tetap menyala sesudahnya (bawaan: bila di terminal).")
    ] = None,
) -> None:
    """Memainkan seluruh cerita lewat HTTP pada tumpukan kosongnya sendiri."""
    from selaras.cerita.main import jalankan

    tetap = sys.stdout.isatty() if tinggal is None else tinggal
    raise typer.Exit(int(_jalankan(lambda: jalankan(benih=benih, tinggal=tetap))))


if __name__ == "__main__":
    app()
