"""A running dasbor over a small story of two AKT, told as the records that other services would publish."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import asyncpg
import pytest
from chassis.ports import RawRecord
from chassis.records import Record
from chassis.testing import Harness, fresh_database, running
from dasar.tanggal import WIB
from dasbor.main import SPEC
from dasbor.projections.halaman import HALAMAN
from dasbor.sesi import KUE, Penjaga
from selaras.lokal.uji import ServerUji
from shared_events import iuran, kepesertaan, klaim, status
from shared_events.base import Dasar, PublicEvent
from shared_events.envelope import Envelope
from starlette.responses import Response

from .layanan_palsu import LayananLain, layanan_lain
from .nama import (
    ANAK1,
    BANDUNG,
    BU1,
    BU2,
    IMPOR1,
    JAKARTA,
    KLAIM1,
    KLAIM2,
    MELATI,
    MIGRASI1,
    NOKA1,
    NOKA2,
    PROSES1,
    SENTOSA,
    SEP1,
    SEP2,
    SEP_BIASA,
    SURABAYA,
    VA1,
    VA2,
)

SEMUA = (
    "/", "/badan-usaha", f"/badan-usaha/{BU1}", f"/badan-usaha/{BU1}/peserta", "/peserta", f"/peserta/{ANAK1}", "/iuran", "/klaim",
    f"/klaim/{KLAIM1}", f"/klaim/{SEP1}", "/tugas", "/tugas/tu-1", "/peralihan", f"/badan-usaha/{BU1}/kerja-sama",
    f"/badan-usaha/{BU1}/peralihan/{PROSES1}", f"/badan-usaha/{BU1}/kepatuhan", f"/badan-usaha/{BU1}/impor",
    f"/badan-usaha/{BU1}/mutasi",
    f"/badan-usaha/{BU1}/impor/{IMPOR1}", "/desain-kartu", f"/peserta/{NOKA1}/mutasi", f"/peserta/{ANAK1}/keluarga",
    f"/badan-usaha/{BU1}/pindah", "/kepatuhan", "/migrasi", f"/migrasi/{MIGRASI1}",
)  # fmt: skip


def pada(teks: str) -> datetime:
    return datetime.fromisoformat(teks).replace(tzinfo=WIB)


class Pena:
    """Writes records: sequences per subject as the relay gives them, ids that are the same in each run."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._urut: dict[tuple[str, str], int] = {}

    def tulis(self, subjek: str, event: PublicEvent, waktu: str, akt_id: str | None = None, dicatat: str | None = None) -> None:
        kunci = (event.LAYANAN, subjek)
        urut = self._urut[kunci] = self._urut.get(kunci, 0) + 1
        id = uuid5(NAMESPACE_URL, f"{kunci}/{urut}")
        saat, tahu = pada(waktu), pada(dicatat or waktu)
        envelope = Envelope(id, f"/{event.LAYANAN}", event.ce_type(), subjek, saat, tahu, urut, akt_id)
        raw = RawRecord(event.LAYANAN, 0, len(self.records), subjek.encode(), event.model_dump_json().encode(), tuple(envelope.headers()))
        self.records.append(Record(raw, envelope, event))

    def badan_usaha(self, id: str, va: str, akt: str, kantor: str, nama: str) -> None:
        s = f"badan_usaha:{id}"
        self.tulis(s, kepesertaan.BadanUsahaDidaftarkan(
            badan_usaha_id=id, nama=nama, jenis="PT", kantor_cabang=kantor, kabupaten_kota="3171", sub_segmen="BU_SWASTA", akt_id=akt,
            cakupan="SELURUH", keadaan="TERDAFTAR"), "2016-11-07T09:00", akt)  # fmt: skip
        self.tulis(s, kepesertaan.DelegasiAktDitetapkan(
            badan_usaha_id=id, akt_id=akt, cakupan="SELURUH", surat_kuasa_nomor="SK-1", berlaku_dari=date(2016, 11, 7)),
            "2016-11-07T09:00", akt)  # fmt: skip
        self.tulis(s, kepesertaan.RelationshipOfficerDitunjuk(badan_usaha_id=id, relationship_officer="RO-1", kantor_cabang=kantor),
            "2016-11-07T09:00", akt)  # fmt: skip
        self.tulis(s, kepesertaan.VirtualAccountDiterbitkan(virtual_account=va, jenis_unit="BADAN_USAHA", badan_usaha_id=id),
            "2016-11-07T09:00", akt)  # fmt: skip

    def peserta(self, noka: str, id: str, va: str, akt: str, *, pekerja: str | None = None) -> None:
        self.tulis(f"peserta:{noka}", kepesertaan.PesertaDidaftarkan(
            nomor_kartu=noka, virtual_account=va, badan_usaha_id=id, segmen="PPU", hubungan="ANAK" if pekerja else "PEKERJA",
            nomor_kartu_pekerja=pekerja, kategori="INTI" if pekerja else "PEKERJA", hak_kelas=1, iuran_mulai="2016-12",
            berlaku_dari=date(2016, 11, 15), rahasia="c2VnZWw="), "2016-11-15T10:00", akt)  # fmt: skip
        self.tulis(f"peserta:{noka}", kepesertaan.TandaKoordinasiManfaatDiberikan(
            nomor_kartu=noka, akt_id=akt, badan_usaha_id=id, berlaku_dari=date(2016, 12, 5)), "2016-12-05T10:05", akt)  # fmt: skip

    def tagihan(self, id: str, va: str, akt: str, periode: str, terbit: str) -> None:
        tahun, bulan = int(periode[:4]), int(periode[5:])
        self.tulis(f"rekening:{va}", iuran.TagihanDiterbitkan(
            virtual_account=va, badan_usaha_id=id, tagihan_id=f"t-{id}-{periode}", periode=periode, jatuh_tempo=date(tahun, bulan, 10),
            jumlah=48_216_400, pemberi_kerja=38_573_120, pekerja=9_643_280, pemerintah=0, jumlah_peserta=198), terbit, akt)  # fmt: skip

    def bayar(self, id: str, va: str, akt: str, periode: str, waktu: str, dicatat: str | None = None) -> None:
        t = f"t-{id}-{periode}"
        self.tulis(f"rekening:{va}", iuran.IuranDiterima(
            virtual_account=va, badan_usaha_id=id, pembayaran_id=f"p-{t}", nominal=48_216_400, waktu_bayar=pada(waktu), bank="BNI",
            kanal="TELLER", referensi_bank="r", dialokasikan=(iuran.Alokasi(tagihan_id=t, periode=periode, nominal=48_216_400),),
            lunas_sampai=periode), waktu, akt, dicatat)  # fmt: skip
        self.tulis(f"rekening:{va}", iuran.TagihanLunas(
            virtual_account=va, badan_usaha_id=id, tagihan_id=t, periode=periode, jumlah=48_216_400, lunas_pada=pada(waktu)),
            waktu, akt, dicatat)  # fmt: skip

    def status(self, id: str, va: str, akt: str, keadaan: Any, dari: str, aturan: str) -> None:
        self.tulis(f"unit:{va}", status.StatusUnitBerubah(
            virtual_account=va, badan_usaha_id=id, keadaan=keadaan, aktif=keadaan != "TIDAK_AKTIF", dari=date.fromisoformat(dari),
            lunas_sampai="2016-12", dasar=(Dasar(aturan=aturan, sumber="Perdir 47/2016", penjelasan="Alasan status."),)),
            f"{dari}T00:05", akt)  # fmt: skip

    def klaim(self, id: str, sep: str, noka: str, akt: str) -> None:
        self.tulis(f"sep:{sep}", klaim.SepDiterbitkan(
            nomor_sep=sep, nomor_kartu=noka, kode_ppk="0301R001", tanggal_masuk=date(2016, 12, 6), jenis_pelayanan="RITL", cob=True,
            akt_id=akt, hak_kelas=1), "2016-12-06T08:00", akt)  # fmt: skip
        self.tulis(f"klaim:{id}", klaim.KlaimDiajukanV2(
            klaim_id=id, nomor_sep=sep, akt_id=akt, pengajuan_id=f"aju-{akt}",
            kantor_cabang=JAKARTA if akt == SENTOSA else SURABAYA, kode_ppk="0301R001", bulan_pelayanan="2016-12",
            tagihan_rs=8_588_331, diajukan=6_503_125, kedaluwarsa_pada=date(2017, 6, 9)), "2017-01-09T10:00", akt)  # fmt: skip
        self.tulis(f"klaim:{id}", klaim.KlaimDiverifikasi(
            klaim_id=id, nomor_sep=sep, akt_id=akt, pengajuan_id=f"aju-{akt}", tagihan_rs=8_588_331, diajukan=6_503_125,
            terverifikasi=5_202_500, bpjs=5_202_500, akt=3_385_831, peserta=0,
            dasar=(Dasar(aturan="R-KLM-13", sumber="Perdir 47/2016", penjelasan="Paling banyak tarif kelas C."),)),
            "2017-01-12T09:00", akt)  # fmt: skip
        self.tulis(f"pengajuan:aju-{akt}", klaim.BerkasKlaimLengkap(
            pengajuan_id=f"aju-{akt}", akt_id=akt, lengkap_pada=date(2017, 1, 9), jatuh_tempo=date(2017, 2, 21), jumlah_klaim=1),
            "2017-01-09T10:00", akt)  # fmt: skip
        self.tulis(f"fpk:FPK-{akt}", klaim.FpkDibentuk(
            nomor_fpk=f"FPK-{akt}", pengajuan_id=f"aju-{akt}", akt_id=akt, kode_ppk="0301R001", jumlah_klaim=1, nilai=5_202_500,
            jatuh_tempo=date(2017, 2, 21)), "2017-01-13T09:00", akt)  # fmt: skip


def cerita() -> list[Record]:
    p = Pena()
    for akt, nama in ((SENTOSA, "Asuransi Sentosa"), (MELATI, "Asuransi Melati")):
        p.tulis(f"akt:{akt}", kepesertaan.AktDidaftarkan(akt_id=akt, nama=nama, jenis_produk=("INDEMNITY",)), "2016-11-01T09:00", akt)
    p.badan_usaha(BU1, VA1, SENTOSA, JAKARTA, "PT Cahaya Mandiri Tekstil")
    p.badan_usaha(BU2, VA2, MELATI, BANDUNG, "PT Melati Jaya")
    p.peserta(NOKA1, BU1, VA1, SENTOSA)
    p.peserta(ANAK1, BU1, VA1, SENTOSA, pekerja=NOKA1)
    p.peserta(NOKA2, BU2, VA2, MELATI)
    for id, va, akt in ((BU1, VA1, SENTOSA), (BU2, VA2, MELATI)):
        p.tagihan(id, va, akt, "2016-12", "2016-11-21T08:00")
        p.bayar(id, va, akt, "2016-12", "2016-12-05T10:04")
        p.status(id, va, akt, "AKTIF", "2016-12-05", "R-STA-08")
        p.tagihan(id, va, akt, "2017-01", "2016-12-21T08:00")
        p.tulis(f"rekening:{va}", iuran.TagihanMenunggak(
            virtual_account=va, badan_usaha_id=id, tagihan_id=f"t-{id}-2017-01", periode="2017-01", sisa=48_216_400,
            menunggak_sejak=date(2017, 1, 11)), "2017-01-11T00:00", akt)  # fmt: skip
        p.status(id, va, akt, "MENUNGGAK", "2017-01-11", "R-STA-13")
        p.status(id, va, akt, "TIDAK_AKTIF", "2017-02-11", "R-STA-06")
    p.klaim(KLAIM1, SEP1, ANAK1, SENTOSA)
    p.klaim(KLAIM2, SEP2, NOKA2, MELATI)
    p.tulis(f"sep:{SEP_BIASA}", klaim.SepDiterbitkan(
        nomor_sep=SEP_BIASA, nomor_kartu=NOKA1, kode_ppk="0301R001", tanggal_masuk=date(2017, 1, 5), jenis_pelayanan="RITL", cob=False),
        "2017-01-05T08:00")  # fmt: skip
    p.tulis("tugas:tu-1", kepesertaan.TugasDibuat(
        tugas_id="tu-1", jenis="NIK_TIDAK_DITEMUKAN", peran="RO", kantor=JAKARTA, badan_usaha_id=BU1, jatuh_tempo=date(2016, 11, 21),
        pekerjaan_id=IMPOR1, baris=7),
        "2016-11-18T09:00", SENTOSA)  # fmt: skip
    p.tulis("tugas:tu-2", kepesertaan.TugasDibuat(
        tugas_id="tu-2", jenis="SUDAH_TERDAFTAR", peran="RO", kantor=BANDUNG, badan_usaha_id=BU2, jatuh_tempo=date(2016, 11, 22)),
        "2016-11-18T09:00", MELATI)  # fmt: skip
    p.tulis(f"badan_usaha:{BU1}", kepesertaan.ImporPesertaSelesai(
        badan_usaha_id=BU1, pekerjaan_id=IMPOR1, jenis="IMPOR_PESERTA", jumlah=500, selesai=483, gagal=17),
        "2016-11-15T10:05", SENTOSA)  # fmt: skip
    for langkah, keadaan, sebab, akt in (
        ("A_DILAPORKAN", "BERJALAN", "", SENTOSA), ("TERTAHAN", "TERTAHAN", "MENUNGGU_KONFIRMASI", MELATI),
    ):  # fmt: skip
        p.tulis(f"proses-akt:{PROSES1}", kepesertaan.PeralihanAktBerlanjut(
            proses_id=PROSES1, jenis="PERALIHAN", badan_usaha_id=BU1, langkah=langkah, keadaan=keadaan, sebab=sebab),
            "2017-01-20T09:00", akt)  # fmt: skip
    p.bayar(BU1, VA1, SENTOSA, "2017-01", "2017-02-14T09:12")
    p.status(BU1, VA1, SENTOSA, "AKTIF", "2017-02-14", "R-STA-07")
    return p.records


async def lipat(conn: asyncpg.Connection, records: Sequence[Record]) -> None:
    """One batch, as the consumer gives it."""
    async with conn.transaction():
        await HALAMAN.apply(conn, records)


class Tamu:
    """Someone with a session: the cookie that a sign-in would have left."""

    def __init__(self, h: Harness) -> None:
        self._h = h

    def kue(self, sub: str, *, ttl: float = 3600, umur: int = 3600, **claims: Any) -> str:
        response = Response()
        token = self._h.issuer.token(sub, claims.pop("scope", "status:baca kepesertaan:baca"), ttl=ttl, **claims)
        Penjaga(self._h.process.rt.settings).tulis(response, KUE, {"token": token}, umur)
        return str(response.headers["set-cookie"]).split(";", 1)[0].removeprefix(f"{KUE}=").strip('"')

    @property
    def sentosa(self) -> str:
        return self.kue(SENTOSA, akt_id=SENTOSA)

    @property
    def melati(self) -> str:
        return self.kue(MELATI, akt_id=MELATI)

    @property
    def pusat(self) -> str:
        """Who may everything: every form stands on his pages."""
        scope = "operasi status:baca kepesertaan:baca kepesertaan:tulis persetujuan:tulis"
        return self.kue("pusat", scope=scope, kantor="PUSAT", jenis_kantor="PUSAT")

    @property
    def operasi(self) -> str:
        return self.kue("operasi", scope="operasi status:baca kepesertaan:baca", kantor="PUSAT", jenis_kantor="PUSAT")

    async def buka(self, jalur: str, kue: str | None, metode: str = "GET", **lain: Any) -> tuple[int, str, Any]:
        headers = dict(lain.pop("headers", {})) | ({"Cookie": f"{KUE}={kue}"} if kue else {})
        jawab = await self._h.call(metode, jalur, headers=headers, allow_redirects=False, **lain)
        return jawab.status, jawab.body.decode().replace("\N{NO-BREAK SPACE}", " "), jawab.headers


@pytest.fixture(scope="module")
async def dunia(servers: ServerUji) -> AsyncIterator[tuple[Harness, LayananLain]]:
    """The pages over the story; no worker, so no broker is needed."""
    async with layanan_lain() as lain:
        database = await fresh_database(servers.postgres.url, SPEC.name, SPEC.migrations)
        async with running(
            SPEC, pg_url=servers.postgres.url, kafka="127.0.0.1:1", prefix="uji-", role="api", database_url=database, url_status=lain.url,
            url_kepesertaan=lain.url, url_notifikasi=lain.url,
        ) as h:  # fmt: skip
            async with h.rt.db.connection() as conn:
                await lipat(conn, cerita())
            yield h, lain


@pytest.fixture
def h(dunia: tuple[Harness, LayananLain]) -> Harness:
    return dunia[0]


@pytest.fixture
def lain(dunia: tuple[Harness, LayananLain]) -> LayananLain:
    dunia[1].ulang()
    return dunia[1]


@pytest.fixture
def tamu(h: Harness, lain: LayananLain) -> Tamu:
    return Tamu(h)
