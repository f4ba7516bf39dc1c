"""Briefs of our own that tests submit."""

TAX_LAW = (
    "Our legal assistant is in production and invents citations in Brazilian tax law. We need two people who know tax law "
    "and read Portuguese at C1 and English at B2 to compare and rank answers, 20 hours a week for 12 weeks, 3,000 answers, "
    "at most $60 per hour."
)
PIPELINES = (
    "We have no model yet. Build the training infrastructure from scratch: distributed pre-training pipelines on 64 GPUs, "
    "model architecture, latency and throughput. Three engineers, full time, for six months."
)
ANYBODY = "We need one AI training specialist to correct answers of our assistant, 20 hours a week for 8 weeks."
NOBODY_YET = (
    "Our assistant invents citations in law. We need two AI training specialists to correct its answers, native Portuguese "
    "and C1 English, PhD in law, 40 hours a week for 12 weeks, at most $9 per hour."
)
