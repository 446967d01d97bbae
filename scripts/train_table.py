#!/usr/bin/env python3
"""Trains src/analysis/table.bin, the small table that is blended with the word lists.

usage: train_table.py DATA_FOLDER [--check]     (needs numpy, scipy, scikit-learn)

It asks `target/release/gryag analyze --explain` for the folded text and the findings of the word
lists, so build that first. `--check` writes nothing and prints cross-validated scores: table and
blends are trained on four fifths and measured on the fifth that they have not seen.

Sources: emotion_uk, emotion_ru: BRIGHTER / EmoBench-UA (SemEval-2025 task 11, CC BY 4.0,
https://brighter-dataset.github.io); sentiment_uk; langid (Lingua's test texts, Apache 2.0, and
texts of the former). The table holds hashes and weights, no text.
"""

import collections
import functools
import json
import pathlib
import random
import struct
import subprocess
import sys

import numpy as np
import scipy.sparse as sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = ROOT / "target/release/gryag"
EMOTIONS = ["joy", "sadness", "anger", "fear", "surprise", "disgust"]
ASPECTS = EMOTIONS + ["good", "bad", "swear", "insult", "humour", "asking", "negation", "you"]
ASPECTS += ["boost"]
MARKS = ["?", "!", "…", ")", ":))"]
HALF = 2.0
# Weights kept for each column; the whole table stays below 64 KiB.
KEPT = {"emotion": 1450, "sentiment": 1450, "language": 7100}
STRENGTH = {"emotion": 2.0, "sentiment": 1.0, "language": 30.0}
PRIME, MASK = 0x01000193, 0xFFFFFFFF
START = [((0x811C9DC5 ^ tag) * PRIME) & MASK for tag in range(4)]


def rows(folder, name):
    lines = (folder / f"{name}.dev.tsv").read_text(encoding="utf-8").split("\n")
    header = lines[0].split("\t")
    return [dict(zip(header, line.split("\t"))) for line in lines[1:] if line]


def explain(texts):
    lines = "".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in enumerate(texts))
    command = [BINARY, "analyze", "--jsonl", "--explain"]
    done = subprocess.run(command, input=lines.encode(), stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def signals(answers):
    """The row of src/analysis/signals.rs."""
    out = np.zeros((len(answers), len(ASPECTS) + len(MARKS)), dtype=np.float32)
    for row, answer in zip(out, answers):
        sums = collections.Counter()
        glad = {w["word"] for w in answer["words"] if w["aspect"] in ("joy", "good")}
        for word in answer["words"]:
            if word["aspect"] != "swear" or word["word"] not in glad:
                sums[word["aspect"]] += word["weight"]
        units = set(answer["folded"].split(" "))
        row[: len(ASPECTS)] = [sums[a] / (sums[a] + HALF) for a in ASPECTS]
        row[len(ASPECTS) :] = [float(mark in units) for mark in MARKS]
    return out


def fnv(state, text):
    for byte in text.encode():
        state = ((state ^ byte) * PRIME) & MASK
    return state


def mix(state):
    state = ((state ^ (state >> 15)) * 0x2C1B3C6D) & MASK
    return (state ^ (state >> 13)) & 0xFFFFFF


@functools.cache
def word_features(unit):
    """The hashes of one word and of its groups of letters."""
    out = [mix(fnv(START[1], unit))]
    if unit[0].isalpha():
        letters = " " + unit[:24] + " "
        for begin in range(len(letters)):
            state = START[3]
            for letter in letters[begin : begin + 5]:
                state = fnv(state, letter)
                out.append(mix(state))
    return out


def features(folded):
    """The hashes of src/analysis/features.rs."""
    units = [unit for unit in folded.split(" ") if unit]
    out = [h for unit in units for h in word_features(unit)]
    for left, right in zip(units, units[1:]):
        out.append(mix(fnv(fnv(fnv(START[2], left), " "), right)))
    return out


class Vocabulary:
    """Which hashes occur in at least `least` texts, and texts as rows over them."""

    def __init__(self, texts, least):
        counts = collections.Counter()
        for text in texts:
            counts.update(set(text))
        self.hashes = sorted(h for h, count in counts.items() if count >= least)
        self.places = {h: at for at, h in enumerate(self.hashes)}

    def matrix(self, texts):
        row, column, value = [], [], []
        for at, text in enumerate(texts):
            scale = 1.0 / np.sqrt(max(1, len(text)))
            for h, count in collections.Counter(text).items():
                place = self.places.get(h)
                if place is not None:
                    row.append(at)
                    column.append(place)
                    value.append(count * scale)
        shape = (len(texts), len(self.hashes))
        return sparse.csr_matrix((value, (row, column)), shape=shape, dtype=np.float32)


def prune(matrix, target, kind):
    """The heaviest weights of a linear model: (places, weights, bias)."""
    model = LogisticRegression(C=STRENGTH[kind], solver="liblinear").fit(matrix, target)
    weights = model.coef_[0]
    spread = np.sqrt(np.asarray(matrix.power(2).sum(0))[0])
    kept = np.argsort(-np.abs(weights) * spread)[: KEPT[kind]]
    return kept, weights[kept], float(model.intercept_[0])


class Columns:
    """A group of columns trained on the same texts."""

    def __init__(self, texts, targets, kind, least=2):
        self.vocabulary = Vocabulary(texts, least)
        matrix = self.vocabulary.matrix(texts)
        self.columns = [prune(matrix, target, kind) for target in targets]

    def margins(self, texts):
        matrix = self.vocabulary.matrix(texts)
        return np.stack([matrix[:, kept] @ w for kept, w, _ in self.columns], axis=1)

    def entries(self, first):
        for at, (kept, weights, _) in enumerate(self.columns):
            for place, weight in zip(kept, weights):
                yield self.vocabulary.hashes[place], first + at, weight


def f1(gold, found):
    hit = (gold & found).sum()
    return 2 * hit / max(1, gold.sum() + found.sum())


def macro(gold, found):
    return np.mean([f1(gold == c, found == c) for c in (0, 1, 2)])


def best_threshold(probability, gold):
    steps = np.linspace(0.1, 0.7, 61)
    scores = np.array([f1(gold, probability > t) for t in steps])
    # The middle of what is nearly best is steadier than the best.
    return float(np.mean(steps[scores >= scores.max() - 0.004]))


class Data:
    """All texts with their findings."""

    def __init__(self, folder):
        self.uk, self.ru = rows(folder, "emotion_uk"), rows(folder, "emotion_ru")
        said = explain([r["text"] for r in self.uk])
        self.uk_rows, self.uk_texts = signals(said), [features(a["folded"]) for a in said]
        said = explain([r["text"] for r in self.ru])
        self.ru_texts = [features(a["folded"]) for a in said]
        self.ru_folded = [a["folded"] for a in said]
        self.uk_gold = np.array([[r[e] == "1" for e in EMOTIONS] for r in self.uk])
        self.ru_gold = np.array([[r[e] == "1" for e in EMOTIONS] for r in self.ru])
        kinds = {"positive": 0, "negative": 1, "neutral": 2}
        opinions = [r for r in rows(folder, "sentiment_uk") if r["polarity"] in kinds]
        said = explain([r["text"] for r in opinions])
        self.so_rows, self.so_texts = signals(said), [features(a["folded"]) for a in said]
        self.so_gold = np.array([kinds[r["polarity"]] for r in opinions])
        self.so_tweet = np.array([r["source"] == "tweet_from_emotion" for r in opinions])
        self.extra_texts, self.extra_gold = [], []
        for text, gold in zip(self.ru_texts, self.ru_gold):
            joy, bad = gold[0], gold[[1, 2, 3, 5]].any()
            if joy != bad or not gold.any():
                self.extra_texts.append(text)
                self.extra_gold.append(0 if joy else 1 if bad else 2)
        self.language(folder)

    def language(self, folder):
        """Cyrillic texts of one language; single words and pairs make short ones familiar."""
        tests = [r for r in rows(folder, "langid") if r["lang"] in ("uk", "ru")]
        known = {r["text"] for r in tests}
        said = explain([r["text"] for r in tests])
        self.la_texts = [features(a["folded"]) for a in said]
        self.la_gold = np.array([r["lang"] == "uk" for r in tests])
        uk = [r["text"] for r in self.uk]
        uk += [r["text"] for r in rows(folder, "sentiment_uk") if "tweet" not in r["source"]]
        uk += [r["text"] for r in rows(folder, "topic_uk") if r["source"] == "sib200"]
        calm = [r for r in rows(folder, "toxicity") if r["toxic"] == "0"]
        uk += [r["text"] for r in calm if r["source"] == "paradetox_uk"]
        ru = [r["text"] for r in self.ru]
        ru += [r["text"] for r in rows(folder, "toxicity") if r["lang_by_letters"] == "ru"]
        texts = [(t, True) for t in uk if t not in known]
        texts += [(t, False) for t in ru if t not in known]
        counts = {True: collections.Counter(), False: collections.Counter()}
        self.more_texts, self.more_gold = [], []
        draw = random.Random(1)
        for answer, (_, gold) in zip(explain([t for t, _ in texts]), texts):
            self.add(answer["folded"], gold)
            words = [w for w in answer["folded"].split() if w[0] > "z" and len(w) > 2]
            counts[gold].update(set(w for w in words if w[0].isalpha()))
            if len(words) > 3:
                at = draw.randrange(len(words) - 1)
                self.add(words[at] + " " + words[at + 1], gold)
        for word in sorted(set(counts[True]) | set(counts[False])):
            many, few = sorted((counts[True][word], counts[False][word]), reverse=True)
            if few <= 0.3 * many:
                self.add(word, counts[True][word] > counts[False][word])

    def add(self, folded, gold):
        self.more_texts.append(features(folded))
        self.more_gold.append(gold)


def pick(items, places):
    return [items[at] for at in places]


def emotion_columns(data, places):
    texts = pick(data.uk_texts, places) + data.ru_texts
    gold = np.vstack([data.uk_gold[places], data.ru_gold])
    return Columns(texts, gold.T, "emotion")


def sentiment_columns(data, places):
    texts = pick(data.so_texts, places) + data.extra_texts
    gold = np.concatenate([data.so_gold[places], data.extra_gold])
    return Columns(texts, [gold == 0, gold == 1], "sentiment")


def language_columns(data, places):
    texts = pick(data.la_texts, places) + data.more_texts
    gold = np.concatenate([data.la_gold[places], data.more_gold])
    return Columns(texts, [gold], "language", least=3)


def unseen(train, texts, places, width):
    """Margins of each text by columns that were not trained on it."""
    out = np.zeros((len(places), width))
    for learn, rest in KFold(5, shuffle=True, random_state=2).split(places):
        out[rest] = train(places[learn]).margins(pick(texts, places[rest]))
    return out


def emotion_blends(data, places, margins):
    blends = []
    inputs = np.hstack([data.uk_rows[places], margins])
    for at in range(len(EMOTIONS)):
        gold = data.uk_gold[places][:, at]
        model = LogisticRegression(C=0.5, max_iter=1000).fit(inputs, gold)
        blends.append((model, best_threshold(model.predict_proba(inputs)[:, 1], gold)))
    return blends


def sentiment_blend(data, places, margins):
    inputs = np.hstack([data.so_rows[places], margins])
    gold, tweet = data.so_gold[places], data.so_tweet[places]
    weight = np.where(tweet, 1.0, 0.5)
    model = LogisticRegression(C=0.5, max_iter=1000).fit(inputs, gold, sample_weight=weight)
    logs = model.predict_log_proba(inputs)[tweet]
    steps = np.linspace(-0.6, 1.2, 19)
    score = lambda a, b: macro(gold[tweet], (logs + [a, b, 0.0]).argmax(1))
    offsets = max(((score(a, b), a, b) for a in steps for b in steps))
    return model, np.array([offsets[1], offsets[2], 0.0])


def check(data):
    """Prints scores on texts that neither table nor blend has seen."""
    found = np.zeros(data.uk_gold.shape, bool)
    for learn, rest in KFold(5, shuffle=True, random_state=1).split(data.uk_texts):
        train = lambda places: emotion_columns(data, places)
        blends = emotion_blends(data, learn, unseen(train, data.uk_texts, learn, 6))
        margins = train(learn).margins(pick(data.uk_texts, rest))
        inputs = np.hstack([data.uk_rows[rest], margins])
        for at, (model, threshold) in enumerate(blends):
            found[rest, at] = model.predict_proba(inputs)[:, 1] > threshold
    scores = [f1(data.uk_gold[:, at], found[:, at]) for at in range(6)]
    print(f"emotion {np.mean(scores):.3f}", dict(zip(EMOTIONS, np.round(scores, 3).tolist())))
    found = np.zeros(len(data.so_gold), int)
    for learn, rest in KFold(5, shuffle=True, random_state=1).split(data.so_texts):
        train = lambda places: sentiment_columns(data, places)
        margins = unseen(train, data.so_texts, learn, 2)
        model, offsets = sentiment_blend(data, learn, margins)
        margins = train(learn).margins(pick(data.so_texts, rest))
        logs = model.predict_log_proba(np.hstack([data.so_rows[rest], margins]))
        found[rest] = (logs + offsets).argmax(1)
    tweet = data.so_tweet
    print(f"sentiment of tweets {macro(data.so_gold[tweet], found[tweet]):.3f}")
    right = 0
    for learn, rest in KFold(4, shuffle=True, random_state=1).split(data.la_texts):
        columns = language_columns(data, learn)
        margins = columns.margins(pick(data.la_texts, rest))[:, 0] + columns.columns[0][2]
        right += ((margins > 0) == data.la_gold[rest]).sum()
    print(f"Ukrainian or Russian {right / len(data.la_texts):.3f}")


def write(data, path):
    everyone = np.arange(len(data.uk_texts))
    opinions = np.arange(len(data.so_texts))
    emotion = emotion_columns(data, everyone)
    sentiment = sentiment_columns(data, opinions)
    language = language_columns(data, np.arange(len(data.la_texts)))
    entries = [*emotion.entries(0), *sentiment.entries(6), *language.entries(8)]
    scales = [max(abs(w) for _, c, w in entries if c == column) / 127 for column in range(9)]
    train = lambda places: emotion_columns(data, places)
    blends = []
    width = len(ASPECTS) + len(MARKS)
    margins = unseen(train, data.uk_texts, everyone, 6)
    for model, threshold in emotion_blends(data, everyone, margins):
        line = [model.intercept_[0], *model.coef_[0], 0.0, 0.0]
        blends.append(line + [np.log(threshold / (1 - threshold))])
    train = lambda places: sentiment_columns(data, places)
    model, offsets = sentiment_blend(data, opinions, unseen(train, data.so_texts, opinions, 2))
    for kind in range(3):
        coefficients = model.coef_[kind]
        line = [model.intercept_[kind], *coefficients[:width], *[0.0] * 6, *coefficients[width:]]
        blends.append(line + [offsets[kind]])
    small = [(h, c, round(w / scales[c])) for h, c, w in entries]
    small = sorted((h >> 12, h & 0xFFF, c, w) for h, c, w in small if w != 0)
    starts = np.searchsorted([group for group, *_ in small], np.arange(4097)).tolist()
    bias = language.columns[0][2]
    out = struct.pack("<4097H", *starts) + struct.pack("<10f", *scales, bias)
    for line in blends:
        out += struct.pack(f"<{len(line)}f", *line)
    out += struct.pack(f"<{len(small)}H", *((rest << 4) | c for _, rest, c, _ in small))
    out += struct.pack(f"<{len(small)}b", *(w for *_, w in small))
    path.write_bytes(out)
    print(f"{path}: {len(out)} bytes, {len(small)} weights")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    loaded = Data(pathlib.Path(sys.argv[1]))
    if "--check" in sys.argv:
        check(loaded)
    else:
        write(loaded, ROOT / "src/analysis/table.bin")
