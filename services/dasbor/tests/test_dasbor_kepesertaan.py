"""The pages about membership work: what they show, to whom, and which forms stand on them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from chassis.testing import Harness
from dasbor.kata_proses import langkah
from shared_events import kepesertaan

from .conftest import Pena, Tamu, lipat
from .kepesertaan_palsu import PROSES
from .layanan_palsu import LayananLain
from .nama import ANAK1, BANDUNG, BU1, BU2, IMPOR1, JAKARTA, MELATI, NOKA1, NOKA2, PROSES1, SENTOSA, VA1

BU, TULIS = f"/badan-usaha/{BU1}", "kepesertaan:baca kepesertaan:tulis"
DI_SINI = f"{BU}/peralihan/{PROSES1}"


def kue(tamu: Tamu, siapa: str) -> str:
    klaim: dict[str, Any] = {
        "sentosa": {"akt_id": SENTOSA}, "melati": {"akt_id": MELATI}, "prima": {"kantor": JAKARTA, "jenis_kantor": "KC_PRIMA"},
        "bandung": {"kantor": BANDUNG, "jenis_kantor": "KC"}, "pusat": {"kantor": "PUSAT", "jenis_kantor": "PUSAT"},
        "bu": {"badan_usaha_id": BU1},
    }[siapa]  # fmt: skip
    return tamu.kue(siapa, scope=f"{TULIS} persetujuan:tulis" if siapa == "pusat" else TULIS, **klaim)


async def test_delegasi_dan_siapa_boleh_apa(tamu: Tamu, lain: LayananLain) -> None:
    _, sebagian, _ = await tamu.buka(f"{BU}/kerja-sama", tamu.sentosa)
    for teks in ("Asuransi Sentosa", "surat kuasa SK-1", "31 Okt 2017", "R-AKT-15", f'href="{DI_SINI}"'):
        assert teks in sebagian, teks
    tanpa = "Mendaftarkan dan mengubah peserta tanpa koordinasi manfaat"
    baris = sebagian[sebagian.index(tanpa) :].split("</tr>")[0]
    assert baris.index("Tidak") < baris.index("Boleh")  # AKT no, Badan Usaha yes (R-AKT-15)
    lain.kepesertaan.badan_usaha["delegasi"] = [lain.kepesertaan.badan_usaha["delegasi"][0] | {"cakupan": "SELURUH"}]
    _, penuh, _ = await tamu.buka(f"{BU}/kerja-sama", tamu.sentosa)
    baris = penuh[penuh.index(tanpa) :].split("</tr>")[0]
    assert baris.index("Boleh") < baris.index("Tidak")
    # its last day counts, the day after it is no longer in force
    for akhir, ada in ((date(2017, 2, 14), True), (date(2017, 2, 13), False)):
        lain.kepesertaan.badan_usaha["delegasi"] = [lain.kepesertaan.badan_usaha["delegasi"][0] | {"berakhir_pada": akhir}]
        _, isi, _ = await tamu.buka(f"{BU}/kerja-sama", tamu.sentosa)
        assert ("Tanpa AKT" not in isi) == ada, akhir


@pytest.mark.parametrize(
    ("ubah", "harap"),
    [
        ({"keadaan": "BERJALAN", "menunggu": None, "langkah_selesai": []}, "a BERIKUTNYA b BELUM c BELUM d BELUM e BELUM"),
        ({"menunggu": "DAFTAR_PESERTA_BELUM_ADA", "langkah_selesai": []}, "a TERTAHAN b BELUM c BELUM d BELUM e BELUM"),
        ({"langkah_selesai": ["A", "B"]}, "a SELESAI b SELESAI c TERTAHAN d BELUM e BELUM"),
        ({"menunggu": "EMAIL_TAGIHAN_BELUM_ADA", "langkah_selesai": ["A", "B", "C"]}, "a SELESAI b SELESAI c SELESAI d TERTAHAN e BELUM"),
        ({"keadaan": "SELESAI", "menunggu": None, "langkah_selesai": list("ABCDE")}, "a SELESAI b SELESAI c SELESAI d SELESAI e SELESAI"),
        ({"keadaan": "DIHENTIKAN", "menunggu": "bubar", "langkah_selesai": ["A"]},
         "a SELESAI b TIDAK_JADI c TIDAK_JADI d TIDAK_JADI e TIDAK_JADI"),
        ({"jenis": "DELEGASI", "langkah_selesai": []}, "c TERTAHAN d BELUM e BELUM"),
    ],
)  # fmt: skip
def test_langkah_menurut_prosesnya(ubah: dict[str, Any], harap: str) -> None:
    assert " ".join(f"{n.kode.lower()} {n.keadaan}" for n in langkah(PROSES | ubah)) == harap


async def test_siapa_mendapat_borang_apa(tamu: Tamu, lain: LayananLain) -> None:
    """A form stands only where its answer would not be no; whoever reads only gets none."""

    async def borang(siapa: str) -> set[str]:
        _, isi, _ = await tamu.buka(DI_SINI, kue(tamu, siapa))
        return {t for t in ("serahkan", "daftar-lama", "daftar-baru", "teruskan", "hentikan") if f'name="tindakan" value="{t}"' in isi}

    assert await borang("prima") == {"daftar-baru", "teruskan", "hentikan"}
    assert await borang("melati") == {"daftar-baru"}
    assert await borang("sentosa") == set()
    lain.kepesertaan.proses |= {"keadaan": "BERJALAN", "langkah_selesai": ["A"], "mulai": None}
    assert await borang("prima") == {"serahkan", "daftar-lama", "teruskan", "hentikan"}
    assert await borang("melati") == {"serahkan"}
    assert await borang("sentosa") == {"daftar-lama"}
    lain.kepesertaan.proses |= {"keadaan": "SELESAI", "langkah_selesai": list("ABCDE")}
    assert await borang("prima") == set()
    for jalur in (
        DI_SINI, f"{BU}/kerja-sama", f"{BU}/kepatuhan", f"{BU}/impor", f"{BU}/mutasi", "/tugas/tu-1", "/desain-kartu", f"{BU}/pindah",
        f"/peserta/{NOKA1}/mutasi", f"/peserta/{NOKA1}/keluarga",
    ):  # fmt: skip
        _, isi, _ = await tamu.buka(jalur, tamu.operasi)
        assert 'name="kunci"' not in isi, jalur


async def test_peralihan_dilihat_dari_sisinya(tamu: Tamu) -> None:
    """The AKT it goes to sees it though the Badan Usaha is not yet its own; each reads its own side."""
    status, isi, _ = await tamu.buka(DI_SINI, kue(tamu, "melati"))
    assert status == 200
    assert "PT Cahaya Mandiri Tekstil" in isi
    assert f'href="{BU}"' not in isi  # no link to what is not its own
    assert "Asuransi Sentosa" not in isi
    assert "Menunggu konfirmasi kantor atas surat kuasa." in isi
    assert (await tamu.buka(BU, kue(tamu, "melati")))[0] == 404
    for siapa, ada in (
        ("melati", "menunggu konfirmasi"),
        ("sentosa", "kerja sama lama dilaporkan berakhir"),
        ("prima", "menunggu konfirmasi"),
    ):
        _, isi, _ = await tamu.buka("/peralihan", kue(tamu, siapa))
        assert ada in isi, siapa
        assert isi.count(f'href="{DI_SINI}"') == 1
    assert DI_SINI not in (await tamu.buka("/peralihan", kue(tamu, "bandung")))[1]
    assert DI_SINI in (await tamu.buka("/", kue(tamu, "melati")))[1]  # it waits for somebody
    for asing in (f"/badan-usaha/{BU2}/peralihan/{PROSES1}", f"{BU}/peralihan/tidak-ada"):
        assert (await tamu.buka(asing, kue(tamu, "prima")))[0] == 404


async def test_kesenjangan_kepatuhan_sanksi(tamu: Tamu, lain: LayananLain) -> None:
    _, isi, _ = await tamu.buka(f"{BU}/kepatuhan", kue(tamu, "prima"))
    for teks in (
        "3 pekerja",
        "30, oleh AKT",
        "7, oleh badan usaha",
        "Belum patuh",
        "1 Jan 2015",
        "Tidak ada sanksi",
        "1 · Teguran tertulis",
    ):
        assert teks in isi, teks
    assert "2 · Denda" not in isi  # one level after the other
    lain.kepesertaan.sanksi = [{
        "subjek": f"BU-{BU1}", "jenis_subjek": "PEMBERI_KERJA", "tingkat": 3, "nama_tingkat": "TIDAK_MENDAPAT_PELAYANAN_PUBLIK",
        "layanan": ["IZIN_USAHA"], "sejak": date(2017, 2, 1),
    }]  # fmt: skip
    _, isi, _ = await tamu.buka(f"{BU}/kepatuhan", kue(tamu, "prima"))
    for teks in ("Tingkat 3", "Izin usaha", f"{BU}/sanksi.csv", 'value="cabut"'):
        assert teks in isi, teks
    assert 'value="kenakan"' not in isi
    assert 'name="kunci"' not in (await tamu.buka(f"{BU}/kepatuhan", kue(tamu, "sentosa")))[1]


async def test_tugas_disaring_dan_dibuka(tamu: Tamu, lain: LayananLain) -> None:
    async def jumlah(saring: str, siapa: str = "pusat") -> list[str]:
        _, isi, _ = await tamu.buka(f"/tugas?{saring}", kue(tamu, siapa))
        return [t for t in ("tu-1", "tu-2") if f'href="/tugas/{t}"' in isi]

    assert await jumlah("") == ["tu-1", "tu-2"]
    assert await jumlah("keadaan=lewat") == ["tu-1", "tu-2"]
    assert await jumlah("keadaan=selesai") == []
    assert await jumlah("jenis=SUDAH_TERDAFTAR") == ["tu-2"]
    assert await jumlah(f"kantor={BANDUNG}") == ["tu-2"]
    assert await jumlah("peran=MPKR") == []
    assert await jumlah("setelah=tu-1") == ["tu-2"]
    assert await jumlah("keadaan=aneh&jenis=%00&setelah=%2F") == []
    assert await jumlah("", "sentosa") == ["tu-1"]
    assert await jumlah("setelah=tu-2", "sentosa") == ["tu-1"]  # another's is no place to go on from
    _, isi, _ = await tamu.buka("/tugas/tu-1", kue(tamu, "prima"))
    for teks in (
        "PT Cahaya Mandiri Tekstil",
        "Relationship Officer",
        "NIK terdiri dari 16 angka.",
        f"{BU}/impor/{IMPOR1}",
        "Selesaikan tugas",
    ):
        assert teks in isi, teks
    assert "Ambil tugas ini" in isi
    lain.kepesertaan.tugas |= {"petugas": "RO-JKT-01"}
    _, isi, _ = await tamu.buka("/tugas/tu-1", kue(tamu, "prima"))
    assert "RO-JKT-01" in isi
    assert "Ambil tugas ini" not in isi
    lain.kepesertaan.tugas |= {"hasil": "DITOLAK"}  # settled a moment ago: the page knows before the projection does
    _, isi, _ = await tamu.buka("/tugas/tu-1", kue(tamu, "prima"))
    assert "Selesaikan tugas" not in isi
    lain.kepesertaan.tugas |= {"hasil": None}
    _, isi, _ = await tamu.buka("/tugas/tu-1", kue(tamu, "pusat"))
    assert f"diselesaikan {JAKARTA}" in isi  # seen, but not its to settle
    assert (await tamu.buka("/tugas/tu-2", kue(tamu, "sentosa")))[0] == 404


async def test_tugas_kantor_lain_yang_dialihkan_kepadanya(h: Harness, tamu: Tamu) -> None:
    """MPKR of the Kantor Cabang Prima sees what came to it from Bandung's Badan Usaha (R-AKT-11)."""
    assert (await tamu.buka("/tugas/tu-2", kue(tamu, "prima")))[0] == 404
    p = Pena()
    p.tulis("tugas:tu-2", kepesertaan.TugasDieskalasi(
        tugas_id="tu-2", jenis="SUDAH_TERDAFTAR", peran="MPKR", kantor=JAKARTA, dieskalasi_pada=date(2016, 11, 22)),
        "2016-11-22T23:59")  # fmt: skip
    async with h.rt.db.connection() as conn:
        await lipat(conn, p.records)
    try:
        _, isi, _ = await tamu.buka("/tugas/tu-2", kue(tamu, "prima"))
        assert "Unit MPKR" in isi
        assert "22 Nov 2016" in isi
        assert "Selesaikan tugas" in isi
        assert (await tamu.buka(f"/badan-usaha/{BU2}", kue(tamu, "prima")))[0] == 404  # the task, not the Badan Usaha
    finally:
        async with h.rt.db.connection() as conn:
            await conn.execute("update tugas set kantor = $1, peran = 'RO' where tugas_id = 'tu-2'", BANDUNG)


async def test_impor_dengan_baris_yang_kembali(tamu: Tamu, lain: LayananLain) -> None:
    _, isi, _ = await tamu.buka(f"{BU}/impor", kue(tamu, "sentosa"))
    for teks in (f'href="{BU}/impor/{IMPOR1}"', "483", "17", 'type="file"'):
        assert teks in isi, teks
    _, isi, _ = await tamu.buka(f"{BU}/impor/{IMPOR1}", kue(tamu, "sentosa"))
    for teks in ("121 dari 500 baris", 'max="500" value="121"', "Sedang diperiksa", "NIK terdiri dari 16 angka.", "<code>nik</code>"):
        assert teks in isi, teks
    lain.kepesertaan.impor |= {"jumlah": None, "selesai": 0, "gagal": 0, "baris_gagal": []}
    _, isi, _ = await tamu.buka(f"{BU}/impor/{IMPOR1}", kue(tamu, "sentosa"))
    assert "<progress  aria-label" in isi  # of a file that is being read nobody knows the length
    assert "Belum ada baris yang kembali." in isi
    assert (await tamu.buka(f"{BU}/impor/{PROSES1}", kue(tamu, "sentosa")))[0] == 404
    assert (await tamu.buka(f"{BU}/impor/{IMPOR1}", kue(tamu, "melati")))[0] == 404


async def test_desain_diputuskan_pusat(tamu: Tamu) -> None:
    _, isi, _ = await tamu.buka("/desain-kartu", kue(tamu, "pusat"))
    assert isi.count('value="setujui"') == 1  # of two, one waits
    assert isi.count("Biru, tanda tangan digital") == 2  # in the list, and where it is decided
    assert 'name="versi" value="v2"' in isi
    _, isi, _ = await tamu.buka("/desain-kartu", kue(tamu, "sentosa"))
    assert 'value="ajukan"' in isi
    assert 'value="setujui"' not in isi
    assert 'value="setujui"' not in (await tamu.buka("/desain-kartu", kue(tamu, "prima")))[1]
    assert (await tamu.buka("/desain-kartu", kue(tamu, "bu")))[0] == 403


async def test_anggota_disaring(tamu: Tamu) -> None:
    async def siapa(saring: str) -> list[str]:
        _, isi, _ = await tamu.buka(f"{BU}/peserta?{saring}", kue(tamu, "sentosa"))
        return [n for n in (NOKA1, ANAK1, NOKA2) if f'href="/peserta/{n}"' in isi]

    assert await siapa("") == [NOKA1, ANAK1]
    assert await siapa("kategori=PEKERJA") == [NOKA1]
    assert await siapa("keadaan=keluar") == []
    assert await siapa("keadaan=terdaftar&tanda=ya") == [NOKA1, ANAK1]
    assert await siapa("tanda=tidak") == []
    assert await siapa(f"setelah={NOKA1}") == [ANAK1]
    assert await siapa("kategori=%27&tanda=mungkin") == [NOKA1, ANAK1]


async def test_satu_kotak_untuk_semua(tamu: Tamu, lain: LayananLain) -> None:
    """A Badan Usaha by part of its name beside people; numbers as they stand on cards; a family's account."""
    _, isi, _ = await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": "cahaya"})
    assert f'href="{BU}"' in isi
    assert "1 badan usaha dan 2 peserta cocok." in isi
    for q in ("melati", "%", "__", "PT Cahaya%"):
        _, isi, _ = await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": q})
        assert "/badan-usaha/bu-" not in isi, q
    kartu = f"{NOKA1[:4]} {NOKA1[4:8]}-{NOKA1[8:]}"
    assert (await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": kartu}))[2]["Location"] == f"/peserta/{NOKA1}"
    va = f"{VA1[:4]} {VA1[4:]}"
    assert (await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": va}))[2]["Location"] == BU
    lain.ditanya.clear()
    _, isi, _ = await tamu.buka("/cari", tamu.sentosa, "POST", data={"q": "8888800000099999"})
    assert [r.path for r in lain.ditanya] == ["/v1/peserta:cari"] * 2  # the account of a family, or a NIK
    assert "2 peserta cocok." in isi


async def test_kata_terakhir_dari_beberapa_yang_sesaat(h: Harness, tamu: Tamu) -> None:
    """Steps of one moment: the office reads the last of them, the AKT that left that its part is done."""
    p = Pena()
    proses = "01a20dcf-0000-7259-b614-ea25c5842def"
    for kata, keadaan, akt in (
        ("A_DILAPORKAN", "BERJALAN", SENTOSA), ("B_TANDA_DICABUT", "BERJALAN", SENTOSA), ("D_PROFIL", "BERJALAN", MELATI),
        ("E_TANDA_DIBERIKAN", "SELESAI", MELATI),
    ):  # fmt: skip
        p.tulis(f"proses-akt:{proses}", kepesertaan.PeralihanAktBerlanjut(
            proses_id=proses, jenis="PERALIHAN", badan_usaha_id=BU2, langkah=kata, keadaan=keadaan),
            "2017-02-01T00:00", akt)  # fmt: skip
    async with h.rt.db.connection() as conn:
        await lipat(conn, p.records)
    for siapa, kata, cip in (
        ("bandung", "tanda baru diberikan", "Selesai"), ("melati", "tanda baru diberikan", "Selesai"),
        ("sentosa", "tanda lama dicabut", "Bagian Anda selesai"),
    ):  # fmt: skip
        _, isi, _ = await tamu.buka("/peralihan", kue(tamu, siapa))
        baris = isi[isi.index(f"/peralihan/{proses}") :].split("</tr>")[0]
        assert kata in baris, siapa
        assert f">{cip}</span>" in baris, siapa
