"""Read model of Badan Usaha and its delegations."""

from __future__ import annotations

from collections.abc import Sequence

import orjson
from chassis.aggregate import Aggregate, Appended, Statement
from chassis.timers import SetTimer, set_timers
from dasar.penolakan import Ditolak, Galat
from dasar.tanggal import hari_wib

from kepesertaan import publish
from kepesertaan.domain import badan_usaha as domain
from kepesertaan.domain import badan_usaha_pesan as pesan
from kepesertaan.domain.tinjauan_pesan import TinjauanDiumumkan
from kepesertaan.model.kesenjangan import pewaktu as pewaktu_kesenjangan
from kepesertaan.model.tulis import Tabel

VA_TERPAKAI = "badan_usaha_virtual_account"
KERJA_SAMA_BERAKHIR = "KERJA_SAMA_BERAKHIR"
KUASA_BERAKHIR = "KUASA_BERAKHIR"

_BADAN_USAHA = Tabel(
    "badan_usaha",
    ("badan_usaha_id",),
    (
        ("badan_usaha_id", "text"),
        ("nama", "text"),
        ("jenis", "text"),
        ("npwp", "text"),
        ("kantor_cabang", "text"),
        ("kabupaten_kota", "text"),
        ("sub_segmen", "text"),
        ("sub_segmen_tertulis", "text"),
        ("akt_pendaftar", "text"),
        ("akt_id", "text"),
        ("cakupan", "text"),
        ("rute_pembayaran", "text"),
        ("email_tagihan", "text"),
        ("jumlah_pekerja", "int"),
        ("daftar_akt", "text"),
        ("keadaan", "text"),
        ("kurang", "text"),
        ("relationship_officer", "text"),
        ("kode_bu", "text"),
        ("virtual_account", "text"),
        ("keadaan_va", "text"),
        ("pekerja_terdaftar", "int"),
        ("versi", "bigint"),
    ),
)
_DELEGASI = Tabel(
    "delegasi",
    ("badan_usaha_id", "urut"),
    (
        ("badan_usaha_id", "text"),
        ("urut", "int"),
        ("akt_id", "text"),
        ("cakupan", "text"),
        ("surat_kuasa_nomor", "text"),
        ("berlaku_dari", "date"),
        ("berlaku_sampai", "date"),
        ("berakhir_pada", "date"),
        ("alasan", "text"),
    ),
)


def _inline(ditulis: Sequence[Appended[domain.BadanUsaha, pesan.BadanUsahaPeristiwa]]) -> Sequence[Statement]:
    bu, delegasi, pewaktu = [], [], []
    for a in ditulis:
        s, f = a.state, a.state.formulir
        if f is None:
            continue
        cakupan = s.delegasi[-1].cakupan if s.delegasi else f.cakupan
        bu.append(
            (
                a.stream_id,
                (
                    s.badan_usaha_id,
                    f.nama,
                    f.jenis,
                    f.npwp or None,
                    f.kantor_cabang,
                    f.kabupaten_kota,
                    f.sub_segmen,
                    f.sub_segmen_tertulis or None,
                    f.akt_id,
                    s.akt_id,
                    cakupan,
                    f.rute_pembayaran,
                    f.email_tagihan,
                    f.jumlah_pekerja,
                    orjson.dumps(f.daftar_akt).decode(),
                    s.keadaan,
                    orjson.dumps(s.kurang).decode(),
                    s.relationship_officer,
                    s.kode_bu,
                    s.virtual_account,
                    s.keadaan_va,
                    s.jumlah_pekerja_terdaftar,
                    a.version,
                ),
            )
        )
        if any(isinstance(e, pesan.DelegasiDitetapkan | pesan.DelegasiDiakhiri) for e in a.events):
            delegasi += [
                (
                    a.stream_id,
                    (
                        s.badan_usaha_id,
                        n,
                        d.akt_id,
                        d.cakupan,
                        d.surat_kuasa_nomor,
                        d.berlaku_dari,
                        d.berlaku_sampai,
                        d.berakhir_pada,
                        d.alasan,
                    ),
                )
                for n, d in enumerate(s.delegasi, 1)
            ]
        for e in a.events:
            if isinstance(e, pesan.DelegasiDitetapkan) and e.cakupan == "SEBAGIAN":
                pewaktu.append(pewaktu_kesenjangan(a.stream_id, e.badan_usaha_id, max(e.berlaku_dari, hari_wib(a.now))))
            if isinstance(e, pesan.DelegasiDitetapkan) and e.berlaku_sampai is not None:
                kunci, isi = f"{e.badan_usaha_id}:{e.akt_id}:{e.berlaku_dari}", [e.badan_usaha_id, e.akt_id, e.berlaku_sampai]
                pewaktu.append(SetTimer(a.stream_id, KUASA_BERAKHIR, kunci, e.berlaku_sampai, isi))
            if isinstance(e, pesan.DelegasiDiakhiri):
                isi = [e.badan_usaha_id, e.akt_id, e.berakhir_pada]
                pewaktu.append(SetTimer(a.stream_id, KERJA_SAMA_BERAKHIR, f"{e.badan_usaha_id}:{e.akt_id}", e.berakhir_pada, isi))
    return [*_BADAN_USAHA.tulis(bu), *_DELEGASI.tulis(delegasi), *([set_timers(pewaktu)] if pewaktu else [])]


def _npwp_terpakai() -> Exception:
    # which Badan Usaha, or whose, is not for the asker to know
    return Ditolak(
        "BADAN_USAHA_SUDAH_TERDAFTAR",
        "Badan Usaha dengan NPWP ini sudah terdaftar; hubungi Relationship Officer.",
        galat=(Galat("/npwp", "NPWP ini sudah terdaftar."),),
    )


def _kode_terpakai() -> Exception:
    return Ditolak("KODE_BU_TERPAKAI", "Kode Badan Usaha ini sudah dipakai.", galat=(Galat("/kode_bu", "Kode ini sudah dipakai."),))


BADAN_USAHA: Aggregate[pesan.BadanUsahaPerintah, domain.BadanUsaha, pesan.BadanUsahaPeristiwa] = Aggregate(
    category="badan-usaha",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(
        pesan.BadanUsahaDidaftarkan,
        pesan.BerkasDilengkapi,
        pesan.RelationshipOfficerDitunjuk,
        pesan.DelegasiDitetapkan,
        pesan.DelegasiDiakhiri,
        pesan.DelegasiSelesai,
        pesan.EmailTagihanDitambahkan,
        pesan.TingkatPenggunaDitetapkan,
        pesan.VirtualAccountDiterbitkan,
        pesan.VirtualAccountDiaktifkan,
        pesan.ImporDimulai,
        pesan.PendaftaranDitolak,
        pesan.PesertaDidaftarkanMassal,
        pesan.ImporSelesai,
        pesan.PekerjaDicatat,
        pesan.TandaDiberikanMassal,
        TinjauanDiumumkan,
    ),
    publish=publish.badan_usaha,
    inline=_inline,
    taken={"badan_usaha_npwp": _npwp_terpakai, VA_TERPAKAI: _kode_terpakai},
)
