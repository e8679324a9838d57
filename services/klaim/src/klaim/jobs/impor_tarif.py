"""Job IMPOR_TARIF: rows of a tariff CSV. The first row of a key wins; a later one that says otherwise is reported (facts.md 5.3)."""

from __future__ import annotations

from chassis.jobs import FailedRow, JobKind, JobRun

from klaim.berkas import Baris, Lemari
from klaim.domain.tarif import BarisTarifDitolak, Tarif, urai_baris
from klaim.pekerjaan import IMPOR_TARIF, ImporInput, Sampai

_KUNCI = "kode_inacbg, regional, kelas_rs, kepemilikan, kelas_rawat, berlaku_dari"
_TULIS = f"""
insert into tarif ({_KUNCI}, tarif, deskripsi, sumber)
select * from unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::smallint[], $6::date[], $7::bigint[], $8::text[], $9::text[])
on conflict do nothing
"""  # noqa: S608 - constant column names
_ADA = f"""
select {_KUNCI}, tarif from tarif join unnest($1::text[], $2::smallint[], $3::text[], $4::text[], $5::smallint[], $6::date[])
  as m({_KUNCI}) using ({_KUNCI})
"""  # noqa: S608 - constant column names

Kunci = tuple[str, int, str, str, int, object]


def kind(lemari: Lemari) -> JobKind:
    def gagal(b: Baris, kolom: str, kode: str, alasan: str) -> FailedRow:
        return FailedRow(b.nomor, kolom, kode, alasan, lemari.tutup(b.isi))

    async def step(run: JobRun) -> None:
        masukan = run.input(ImporInput)
        sampai = run.checkpoint(Sampai) or Sampai(0)
        async with run.reading() as conn:
            baris = await lemari.ambil(conn, run.id, sampai.bagian)
            terbaca: list[tuple[Baris, Tarif]] = []
            salah: list[FailedRow] = []
            for b in baris:
                t = urai_baris({k.strip().lower(): v for k, v in b.isi.items()})
                if isinstance(t, BarisTarifDitolak):
                    salah.append(gagal(b, t.kolom, t.kode, t.alasan))
                else:
                    terbaca.append((b, t))
            kolom = [list(k) for k in zip(*(t.kunci for _, t in terbaca), strict=True)] or [[] for _ in range(6)]
            berlaku: dict[Kunci, int] = {tuple(r)[:6]: r["tarif"] for r in await conn.fetch(_ADA, *kolom)}
        baru: list[Tarif] = []
        selesai = 0
        for b, t in terbaca:
            yang_ada = berlaku.get(t.kunci)
            if yang_ada is None:
                berlaku[t.kunci] = t.tarif
                baru.append(t)
            elif yang_ada != t.tarif:
                salah.append(
                    gagal(b, "tarif", "TARIF_BERTENTANGAN", "Baris pertama untuk kunci ini sudah menyebut tarif lain dan tetap berlaku.")
                )
                continue
            selesai += 1
        akhir = sampai.bagian + 1 >= masukan.bagian
        async with run.commit(
            checkpoint=Sampai(sampai.bagian + 1), done=selesai, failed=sorted(salah, key=lambda f: f.row), finish=akhir
        ) as tx:
            if baru:
                await tx.conn.execute(
                    _TULIS,
                    *[list(k) for k in zip(*((*t.kunci, t.tarif, t.deskripsi, t.sumber) for t in baru), strict=True)],
                )
            if akhir:
                await lemari.kosongkan(tx.conn, run.id)

    return JobKind(IMPOR_TARIF, step)
