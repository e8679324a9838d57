"""Made-up names. No list of real people: given names and family words are drawn at random and joined."""

from __future__ import annotations

import random

_LAKI = (  # noqa: SIM905 - a word list reads better as words
    "Agung Andika Arif Bagas Bayu Bima Budi Cahya Candra Danu Dedi Dimas Dwi Eko Fajar Faisal Galih Gilang Guntur Hadi Hendra Heru "
    "Ilham Indra Irfan Joko Krisna Lukman Made Maulana Nanda Nugroho Oki Panji Prasetyo Rangga Rendra Reza Rizal Satria Slamet "
    "Surya Taufik Teguh Tirta Umar Wahyu Wawan Wira Yoga Yudha Yusuf Zainal Zaki"
).split()
_PEREMPUAN = (  # noqa: SIM905 - a word list reads better as words
    "Aisyah Amelia Anggun Ayu Bunga Citra Dewi Dian Dinda Endang Eka Fatimah Fitri Gita Hanifah Hesti Indah Intan Ira Jihan "
    "Kartika Kirana Laras Lestari Lina Maya Mega Melati Murni Nadia Nia Ningsih Nur Puspita Putri Rahma Ratih Ratna Retno Rini "
    "Safira Salma Sari Sekar Sinta Siti Sri Tiara Tuti Utami Vina Wati Widya Wulan Yanti Yuni Zahra"
).split()
_KELUARGA = (  # noqa: SIM905 - a word list reads better as words
    "Adiputra Aditama Anggoro Ardiansyah Atmaja Baskoro Basuki Darmawan Daulay Firmansyah Gultom Gunawan Halim Harahap Hartono "
    "Haryanto Hasibuan Hidayat Hutapea Irawan Iskandar Kurniawan Kusuma Lubis Mahendra Manurung Marpaung Munandar Nainggolan "
    "Nasution Nugraha Pamungkas Pangestu Permana Pradana Pranata Purnomo Putranto Rachman Ramadhan Saputra Santoso Saragih "
    "Setiawan Siahaan Siregar Sitompul Subagyo Sudrajat Suharto Sulistyo Supriyadi Susanto Sutanto Syahputra Tampubolon Wibowo "
    "Wicaksono Widodo Wijaya Winata Yulianto"
).split()


class Penamaan:
    """Draws names that are unique within one run, so that a scan for one finds one person."""

    def __init__(self, acak: random.Random) -> None:
        self._acak = acak
        self._dipakai: set[str] = set()

    def marga(self) -> str:
        return self._acak.choice(_KELUARGA)

    def baru(self, jenis_kelamin: str, marga: str) -> str:
        depan = _LAKI if jenis_kelamin == "L" else _PEREMPUAN
        while True:
            nama = " ".join((*self._acak.sample(depan, 2), marga))
            if nama not in self._dipakai:
                self._dipakai.add(nama)
                return nama
