#!/bin/sh
# Makes the topics of the bus; what is there already is left alone. Run by compose and by the Kubernetes Job.
# 12 partitions: consumers fold by partition, so this number is chosen once. Kept for ever: read models are rebuilt from here.
set -eu
for layanan in faskes kepesertaan iuran status klaim notifikasi; do
  /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$KAFKA_BOOTSTRAP_SERVERS" --create --if-not-exists \
    --topic "${SELARAS_TOPIC_PREFIX:-}selaras.$layanan" --partitions 12 --replication-factor "${FAKTOR_REPLIKA:-3}" \
    --config retention.ms=-1 --config retention.bytes=-1 --config "min.insync.replicas=${MIN_ISR:-2}"
done
