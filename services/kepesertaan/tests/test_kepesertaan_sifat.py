"""What holds whatever happens to a person and to a family, in any order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from dasar.penolakan import Ditolak
from hypothesis import given, settings
from hypothesis import strategies as st
from kepesertaan.domain import peserta
from kepesertaan.domain import peserta_pesan as ps
from kepesertaan.domain.keluarga import HUBUNGAN, DataAnak, kategori, urutan
from kepesertaan.domain.siklus import iuran_mulai

AWAL = date(2016, 11, 15)
HARI = st.dates(date(2016, 11, 1), date(2018, 12, 31))
DAFTAR = ps.Daftarkan(
    "0001000000001", "8888800012345678", "B1", "akt-x", "SWASTA", "PEKERJA", None, "PEKERJA", 1, None, "", "Kota A", None, True, "r", "u",
    None, AWAL,
)  # fmt: skip
PERINTAH = st.one_of(
    st.builds(ps.BeriTanda, st.sampled_from(["akt-x", "akt-y"]), HARI, st.sampled_from(["2016-11", "2016-12", "2018-01"]), st.just("J")),
    st.builds(ps.AjukanTanda, st.sampled_from(["akt-x", "akt-y"]), st.sampled_from(["B1", "B2"]), HARI, st.booleans(), st.just("J")),
    st.builds(ps.CabutTanda, st.sampled_from(["akt-x", "akt-y"]), HARI, st.just("x")),
    st.builds(ps.Keluarkan, HARI, st.just(""), HARI),
    st.builds(ps.CatatMeninggal, HARI, HARI),
    st.builds(ps.CatatPhk, HARI, HARI),
    st.builds(ps.UbahUpah, st.just("u2"), st.sampled_from([1, 2]), st.just("R-KEP-40"), st.none(), HARI, HARI),
    st.builds(ps.TetapkanHakKelas, st.sampled_from([1, 2]), st.just("R-KEP-42"), HARI),
    st.builds(ps.UbahData, st.just(("alamat",)), st.just("r2"), st.none(), HARI),
)


@pytest.mark.aturan("R-AKT-39")
@settings(max_examples=300, deadline=None)
@given(st.lists(PERINTAH, max_size=12))
def test_no_flag_outlives_its_membership_and_no_two_share_a_day(perintah: list[Any]) -> None:
    p = peserta.evolve(peserta.AWAL, peserta.decide(DAFTAR, peserta.AWAL)[0])
    for satu in perintah:
        try:
            peristiwa = peserta.decide(satu, p)
        except Ditolak:
            continue
        sesudah = p
        for e in peristiwa:
            sesudah = peserta.evolve(sesudah, e)
        assert peserta_sah(sesudah), satu
        try:
            assert peserta.decide(satu, sesudah) == [] or isinstance(satu, ps.UbahUpah | ps.UbahData)
        except Ditolak:
            assert isinstance(satu, ps.UbahUpah)
        p = sesudah


def peserta_sah(p: peserta.Peserta) -> bool:
    """R-STA-09, R-KIB-10: who is no member has no open flag; R-AKT-08, R-AKT-39: one flag on a day; billed from the first month on."""
    if p.keadaan != "TERDAFTAR" and (p.tanda_terbuka is not None or p.berakhir_pada is None or p.iuran_terakhir is None):
        return False
    if any(a.berakhir_pada is None or b.berlaku_dari <= a.berakhir_pada for a, b in zip(p.tanda, p.tanda[1:], strict=False)):
        return False
    return all(t.berlaku_dari >= p.berlaku_dari for t in p.tanda) and all(k in (1, 2, 3) for _, k in p.kelas)


@given(
    st.lists(
        st.tuples(st.sampled_from(HUBUNGAN[1:]), st.dates(date(1940, 1, 1), date(2016, 1, 1)), st.booleans(), st.booleans(), st.booleans()),
        max_size=12,
    )
)
def test_at_most_five_are_inti_three_of_them_children_and_the_eldest_first(orang: list[tuple[str, date, bool, bool, bool]]) -> None:
    inti, anak_inti, urut = 1, 0, []
    for hubungan, lahir, kawin, bekerja, kuliah in sorted(orang, key=lambda o: urutan(o[0], o[1])):
        anak = DataAnak(lahir, kawin, bekerja, kuliah) if hubungan.startswith("ANAK") else None
        if kategori(hubungan, anak, inti, anak_inti, AWAL) == "INTI":
            inti += 1
            anak_inti += anak is not None
            urut.append((hubungan.startswith("ANAK"), lahir))
        else:
            assert hubungan not in ("SUAMI", "ISTRI") or inti == 5
    assert inti <= 5 and anak_inti <= 3 and urut == sorted(urut)


@given(HARI)
def test_nobody_is_billed_for_the_month_he_came_in(hari: date) -> None:
    mulai = iuran_mulai(hari)
    assert hari + timedelta(days=10) < mulai.awal + timedelta(days=31) and mulai.awal > hari
