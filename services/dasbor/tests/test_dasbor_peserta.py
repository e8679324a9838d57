"""The page of a person: family with reasons, and the timeline as it stood."""

from __future__ import annotations

from .conftest import Tamu
from .layanan_palsu import IBU1, LayananLain
from .nama import ANAK1, BU1, NOKA1


async def test_keluarga_dengan_alasan_kelasnya(tamu: Tamu, lain: LayananLain) -> None:
    _, isi, _ = await tamu.buka(f"/peserta/{ANAK1}", tamu.sentosa)
    assert lain.ditanya[-1].headers["Authorization"].startswith("Bearer ")
    pohon = isi[isi.index('<ul class="pohon">') :]
    assert pohon.index(NOKA1) < pohon.index("Anak</p>") < pohon.index(f'<strong aria-current="true">{ANAK1}') < pohon.index("Orang tua")
    for teks in ("Upah di atas Rp 4.000.000 sebulan.", "R-KEP-40", f"Mengikuti kelas peserta {NOKA1}.", "R-KEP-42", "Meninggal"):
        assert teks in pohon, teks
    assert f'<a href="/peserta/{NOKA1}">' in pohon
    assert IBU1 in pohon
    assert f'href="/peserta/{IBU1}"' not in pohon  # her page would not open: no link to it
    # as of a day on which she did not belong yet
    _, isi, _ = await tamu.buka(f"/peserta/{ANAK1}?pada=2016-12-31", tamu.sentosa)
    assert IBU1 not in isi


async def test_keluarga_tanpa_kepesertaan(tamu: Tamu, lain: LayananLain) -> None:
    """What the projection knows is shown all the same; the reasons are said to be missing."""
    lain.mati.add("/v1/peserta/")
    status, isi, _ = await tamu.buka(f"/peserta/{ANAK1}", tamu.sentosa)
    assert status == 200
    assert f'<a href="/peserta/{NOKA1}">' in isi
    assert "Sedang tidak dapat dijawab." in isi
    assert "R-KEP-42" not in isi


async def test_riwayat_sebagaimana_adanya(tamu: Tamu) -> None:
    """What came later, and what was learned later, is not on the timeline of a day."""
    jalur = f"/peserta/{ANAK1}"
    _, kini, _ = await tamu.buka(jalur, tamu.sentosa)
    assert "Kepesertaan tidak aktif mulai 11 Feb 2017" in kini
    assert "Tampilkan sampai kini" not in kini
    _, dulu, _ = await tamu.buka(f"{jalur}?pada=2017-02-10", tamu.sentosa)
    assert "Kepesertaan tidak aktif mulai 11 Feb 2017" not in dulu
    assert "Kepesertaan menunggak mulai 11 Jan 2017" in dulu
    assert "Sampai 10 Feb 2017." in dulu
    _, hari_itu, _ = await tamu.buka(f"{jalur}?pada=2017-02-11", tamu.sentosa)
    assert "Kepesertaan tidak aktif mulai 11 Feb 2017" in hari_itu
    _, diketahui, _ = await tamu.buka(f"{jalur}?diketahui=2017-01-10T23:59", tamu.sentosa)
    assert "Kepesertaan menunggak mulai 11 Jan 2017" not in diketahui
    assert "Terdaftar sebagai keluarga inti" in diketahui


async def test_pemberi_kerja_melihat_keluarga_pekerjanya(tamu: Tamu) -> None:
    kue = tamu.kue("badan-usaha-a", badan_usaha_id=BU1)
    status, isi, _ = await tamu.buka(f"/peserta/{NOKA1}", kue)
    assert status == 200
    assert "Mengikuti kelas peserta" in isi
