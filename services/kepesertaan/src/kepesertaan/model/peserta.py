"""Read model of peserta, and what is written beside a new one: his key and the hashes he is found by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from chassis.aggregate import Aggregate, Appended, Statement
from chassis.ports import EventStore
from dasar.penolakan import Ditolak

from kepesertaan import publish
from kepesertaan.domain import peserta as domain
from kepesertaan.domain import peserta_pesan as pesan
from kepesertaan.domain.lupakan import LupakanDibatalkan, LupakanDiminta, PesertaDilupakan
from kepesertaan.domain.mutasi_pesan import AkanHabisUsia, JaminanAkanBerakhir, KategoriDitetapkan, KeteranganKuliahDicatat
from kepesertaan.domain.segmen_pesan import PesertaDipindahkan
from kepesertaan.model.tulis import Tabel

NIK_TERPAKAI = "nik_terdaftar_pkey"

_PESERTA = Tabel(
    "peserta",
    ("nomor_kartu",),
    (
        ("nomor_kartu", "text"),
        ("virtual_account", "text"),
        ("badan_usaha_id", "text"),
        ("akt_id", "text"),
        ("segmen", "text"),
        ("sub_segmen", "text"),
        ("hubungan", "text"),
        ("nomor_kartu_pekerja", "text"),
        ("kategori", "text"),
        ("golongan", "text"),
        ("hak_kelas", "smallint"),
        ("kelas_dipilih", "smallint"),
        ("iuran_mulai", "text"),
        ("iuran_terakhir", "text"),
        ("berlaku_dari", "date"),
        ("berakhir_pada", "date"),
        ("dijamin_sampai", "date"),
        ("kabupaten_kota_kerja", "text"),
        ("kode_fktp", "text"),
        ("koordinasi_manfaat", "boolean"),
        ("keadaan", "text"),
        ("tanda_akt_id", "text"),
        ("tanda_dari", "date"),
        ("tanda_pekerjaan_id", "text"),
        ("tanda_badan_usaha_id", "text"),
        ("koordinasi_lewat", "text"),
        ("rahasia", "text"),
        ("upah_tersandi", "text"),
        ("pekerjaan_id", "text"),
        ("keluarga_id", "text"),
        ("dilupakan_pada", "date"),
        ("kuliah_sampai", "date"),
        ("tinjauan_sebab", "text"),
        ("tinjauan_bulan", "text"),
        ("tinjauan_periode", "text"),
        ("tinjauan_pekerjaan_id", "text"),
        ("versi", "bigint"),
    ),
)
_KELUARGA_LALU = Tabel(
    "keluarga_lalu",
    ("nomor_kartu_pekerja", "nomor_kartu"),
    (("nomor_kartu_pekerja", "text"), ("nomor_kartu", "text"), ("sampai", "date")),
)
_KUNCI = Tabel("kunci_peserta", ("nomor_kartu",), (("nomor_kartu", "text"), ("kunci", "text")), ubah=False)
_NIK = Tabel("nik_terdaftar", ("nik_hash",), (("nik_hash", "bytea"), ("nomor_kartu", "text")), ubah=False)


@dataclass(frozen=True, slots=True)
class Pengenal:
    """What makes one person findable and readable; goes with him when he is forgotten, so it is in no event.

    ``unit``: his Badan Usaha or family, so that a name is looked for among those the asker may see."""

    nomor_kartu: str
    nik_hash: bytes
    kata_nama: str
    kunci_terbungkus: str
    unit: str


def _inline(ditulis: Sequence[Appended[domain.Peserta, pesan.PesertaPeristiwa]]) -> Sequence[Statement]:
    lalu = [
        (a.stream_id, (kepala, a.state.nomor_kartu, sampai))
        for a in ditulis
        for kepala, sampai in {k.nomor_kartu_pekerja: k.berakhir_pada for k in a.state.lalu}.items()
        if kepala is not None
    ]
    return [*_PESERTA.tulis([(a.stream_id, _baris(a)) for a in ditulis]), *_KELUARGA_LALU.tulis(lalu)]


def _baris(a: Appended[domain.Peserta, pesan.PesertaPeristiwa]) -> tuple[object, ...]:
    s = a.state
    tanda, tinjauan = s.tanda_terbuka, s.keluarga.tinjauan
    return (
        s.nomor_kartu,
        s.virtual_account,
        s.badan_usaha_id or None,
        s.akt_id,
        s.segmen,
        s.sub_segmen,
        s.hubungan,
        s.nomor_kartu_pekerja,
        s.kategori,
        s.golongan,
        s.kelas[-1][1],
        s.kelas_dipilih,
        s.iuran_mulai,
        s.iuran_terakhir,
        s.berlaku_dari,
        s.berakhir_pada,
        s.dijamin_sampai,
        s.kabupaten_kota_kerja,
        s.kode_fktp,
        s.koordinasi_manfaat,
        s.keadaan,
        None if tanda is None else tanda.akt_id,
        None if tanda is None else tanda.berlaku_dari,
        None if tanda is None else tanda.pekerjaan_id,
        None if tanda is None else tanda.badan_usaha_id,
        s.koordinasi_lewat,
        s.rahasia,
        s.upah_tersandi,
        s.pekerjaan_id,
        s.keluarga_id,
        s.dilupakan_pada,
        s.keluarga.kuliah_sampai,
        None if tinjauan is None else tinjauan.sebab,
        None if tinjauan is None else tinjauan.bulan,
        None if tinjauan is None else tinjauan.periode,
        None if tinjauan is None else tinjauan.pekerjaan_id,
        a.version,
    )


def tulis_pengenal(pengenal: Sequence[Pengenal]) -> list[Statement]:
    """To be composed into the append that registers these people: NIK unique, key stored, name searchable, or nothing."""
    id = [f"{PESERTA.category}:{p.nomor_kartu}" for p in pengenal]
    nama = Statement(
        "insert into cari_nama (nomor_kartu, kata, milik)"
        " select m.nomor_kartu, string_to_array(m.kata, ' '), milik_peserta(m.unit) from head h"
        " join unnest($1::text[], $2::text[], $3::text[], $4::text[]) as m(stream_id, nomor_kartu, kata, unit) using (stream_id)"
        " on conflict (nomor_kartu) do update set kata = excluded.kata, milik = excluded.milik",
        (id, [p.nomor_kartu for p in pengenal], [p.kata_nama for p in pengenal], [p.unit for p in pengenal]),
    )
    return [
        *_KUNCI.tulis([(s, (p.nomor_kartu, p.kunci_terbungkus)) for s, p in zip(id, pengenal, strict=True)]),
        *_NIK.tulis([(s, (p.nik_hash, p.nomor_kartu)) for s, p in zip(id, pengenal, strict=True)]),
        nama,
    ]


def _sudah_terdaftar() -> Exception:
    return Ditolak("SUDAH_TERDAFTAR", "Orang ini sudah terdaftar di Master File.", aturan="R-KEP-11")


PESERTA: Aggregate[pesan.PesertaPerintah, domain.Peserta, pesan.PesertaPeristiwa] = Aggregate(
    category="peserta",
    initial=domain.AWAL,
    decide=domain.decide,
    evolve=domain.evolve,
    events=(
        pesan.PesertaDidaftarkan,
        pesan.TandaDiberikan,
        pesan.KoordinasiDiminta,
        pesan.TandaDihapus,
        pesan.PendampinganBerakhir,
        pesan.PesertaDikeluarkan,
        pesan.PesertaMeninggal,
        pesan.PesertaTerkenaPhk,
        pesan.UpahDiubah,
        pesan.HakKelasDitetapkan,
        pesan.DataDiubah,
        PesertaDipindahkan,
        LupakanDiminta,
        LupakanDibatalkan,
        PesertaDilupakan,
        KeteranganKuliahDicatat,
        KategoriDitetapkan,
        AkanHabisUsia,
        JaminanAkanBerakhir,
    ),
    publish=publish.peserta,
    inline=_inline,
    taken={NIK_TERPAKAI: _sudah_terdaftar},
)


async def muat(store: EventStore, nomor_kartu: Sequence[str]) -> dict[str, tuple[domain.Peserta, int]]:
    """(state, version) of each; version 0 = no such peserta."""
    streams = await store.load_many([PESERTA.stream(n) for n in nomor_kartu])
    hasil: dict[str, tuple[domain.Peserta, int]] = {}
    for n in nomor_kartu:
        disimpan = streams[PESERTA.stream(n)]
        hasil[n] = PESERTA.fold([PESERTA.codec.decode(e.type, e.schema_version, e.data) for e in disimpan]), len(disimpan)
    return hasil
