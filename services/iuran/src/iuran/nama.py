"""Names that several parts refer to."""

PROYEKSI_KEPESERTAAN = "iuran-kepesertaan"
KONSUMEN_KEPESERTAAN = f"{PROYEKSI_KEPESERTAAN}.v1"
PROYEKSI_PKS = "iuran-pks"
