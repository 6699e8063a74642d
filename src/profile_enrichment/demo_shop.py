"""A made-up shop whose people behave for reasons, so that predictions can be right.

Every person has a hidden nature: how often they buy, when they join and when they leave for good,
what they like and when that changes, how much they browse, whether they open e-mail, which devices
they use and with whom they share one. All rows follow from it. Person number *k* is drawn from a
generator seeded with ``(seed, k)`` alone, so a larger shop holds the smaller one's people unchanged,
and the same seed gives the same bytes.

The truth (whose an identity is, when a person left) is returned beside the rows, for tests. It is
written only where a test asks for it and no model can reach it.

    python -m profile_enrichment.demo_shop seeds/demo_shop
    python -m profile_enrichment.demo_shop big_shop --people 100000 --format parquet
"""

import argparse
import csv
import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq

START = datetime(2024, 1, 1)
END = datetime(2026, 1, 1)
DAYS = (END - START).days

COLUMNS = {
    "crm_customers": "customer_id email phone first_name last_name birth_date city country updated_at loaded_at",
    "loyalty_members": "member_id email tier points enrolled_at updated_at loaded_at",
    "web_events": "event_id event_name occurred_at received_at cookie_id customer_id session_id product_id "
    "article_id search_term",
    "app_events": "event_id event_name occurred_at received_at device_id customer_id product_id article_id",
    "orders": "order_id ordered_at loaded_at customer_id email cookie_id currency channel",
    "order_items": "order_id line product_id quantity line_total",
    "refunds": "refund_id order_id line product_id refunded_at loaded_at customer_id email amount currency",
    "email_events": "message_id event_name occurred_at loaded_at email campaign",
    "products": "product_id name category_path brand price",
    "articles": "article_id title topic",
    "consents": "namespace id purpose value recorded_at",
    "exchange_rates": "currency rate_date rate",
}
COLUMNS = {name: tuple(columns.split()) for name, columns in COLUMNS.items()}

Rows = dict[str, list[tuple]]

# Category → (sub-categories, typical price, month of its season or None).
CATALOGUE = {
    "Garden": (("Seeds", "Tools", "Pots"), 18, 5),
    "Kitchen": (("Knives", "Pans", "Storage"), 42, 12),
    "Books": (("Fiction", "Travel", "Cooking"), 16, 12),
    "Outdoor": (("Tents", "Boots", "Packs"), 85, 7),
    "Toys": (("Puzzles", "Blocks", "Games"), 28, 12),
    "Home": (("Lamps", "Textiles", "Candles"), 36, None),
}
BRANDS = ("Alder", "Birch", "Cedar", "Elm", "Fir", "Hazel")
PRODUCTS_PER_SUBCATEGORY = 8
ARTICLES_PER_TOPIC = 10

# First names, last names, city, country: several alphabets, an apostrophe, a combining accent.
PLACES = (
    (("Anna", "Lukas", "Greta", "Jonas"), ("Weber", "Schäfer", "Groß", "König"), ("Berlin", "Köln"), "DE"),
    (("Emma", "Jack", "Isla", "Oliver"), ("O'Neil", "Smith", "Hughes", "Wood"), ("London", "Leeds"), "GB"),
    (("Ελένη", "Νίκος"), ("Παπαδοπούλου", "Γεωργίου"), ("Αθήνα",), "GR"),
    (("Мария", "Иван"), ("Иванова", "Петров"), ("София",), "BG"),
    (("山田", "美咲"), ("太郎", "鈴木"), ("東京",), "JP"),
    (("محمد", "ليلى"), ("حداد", "منصور"), ("عمّان",), "JO"),
    (("Chloé", "Zoe\u0308"), ("Lefèvre", "D'Angelo"), ("Lyon", "Nice"), "FR"),
)
CURRENCIES = {"DE": "EUR", "GB": "GBP", "GR": "EUR", "BG": "EUR", "JP": "USD", "JO": "USD", "FR": "EUR"}


def _code(prefix: str, *parts: object) -> str:
    """A short opaque id, the same in every run."""
    digest = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
    return f"{prefix}{digest[:10]}"


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _text_with_offset(moment: datetime, hours: int) -> str:
    """The same moment as a phone writes it: local time and offset."""
    local = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=hours)))
    return local.isoformat(timespec="seconds")


def products() -> list[tuple]:
    """Every product: id, name, category path, brand, price."""
    rows = []
    for category, (subcategories, price, _) in CATALOGUE.items():
        for subcategory in subcategories:
            for n in range(PRODUCTS_PER_SUBCATEGORY):
                brand = BRANDS[(n + len(subcategory)) % len(BRANDS)]
                factor = 0.5 + 1.5 * n / (PRODUCTS_PER_SUBCATEGORY - 1)
                rows.append(
                    (
                        f"p-{category[:2].lower()}{subcategory[:2].lower()}{n}",
                        f"{brand} {subcategory.lower()} no. {n + 1}",
                        f"{category} > {subcategory}",
                        brand,
                        f"{price * factor:.2f}",
                    )
                )
    return rows


def articles() -> list[tuple]:
    """Every article: id, title, topic. Topics are the categories people like."""
    return [
        (f"a-{topic[:2].lower()}{n}", f"{topic}: idea {n + 1}", topic)
        for topic in CATALOGUE
        for n in range(ARTICLES_PER_TOPIC)
    ]


def exchange_rates() -> list[tuple]:
    """Monthly rates to EUR. GBP has none for the first month: those amounts cannot be converted."""
    rows = []
    for month in range(24):
        first = f"{2024 + month // 12}-{month % 12 + 1:02d}-01"
        rows.append(("USD", first, f"{0.92 - 0.03 * math.sin(month / 4):.4f}"))
        if month:
            rows.append(("GBP", first, f"{1.16 + 0.02 * math.cos(month / 5):.4f}"))
    return rows


class Person:
    """The hidden nature of person number ``k``; everything observable is drawn from it."""

    def __init__(self, seed: int, k: int):
        """Draw the nature of person ``k``."""
        self.k = k
        self.random = random = Random(f"{seed}:{k}")
        self.joined = random.uniform(-200, DAYS - 60)
        # People leave for good at a steady rate; the frail leave sooner.
        self.left = self.joined + random.expovariate(1 / random.choice((120, 350, 900)))
        self.days_between_orders = min(250.0, 12 + random.gammavariate(1.6, 26))
        self.regularity = random.choice((1, 2, 6))  # shape of the gaps: 1 is memoryless
        self.browsing = random.gammavariate(2, 0.8)  # extra visits for each order
        self.taste = random.choices(list(CATALOGUE), k=2)
        self.later_taste = random.choices(list(CATALOGUE), k=2) if random.random() < 0.4 else self.taste
        self.taste_changes = random.uniform(0, DAYS)
        self.season_lover = random.random() < 0.3
        self.opens_email = random.betavariate(1.2, 2.5)
        self.spend = random.lognormvariate(0, 0.35)
        self.has_account = random.random() < 0.82
        self.uses_app = random.random() < 0.35

        firsts, lasts, cities, self.country = random.choices(PLACES, weights=(5, 5, 1, 1, 1, 1, 3))[0]
        self.first_name, self.last_name = random.choice(firsts), random.choice(lasts)
        self.city, self.cities = random.choice(cities), cities
        self.customer_id = f"c{100000 + k}" if self.has_account else None
        self.email = f"person{k}@{random.choice(('example.com', 'example.org', 'mail.example'))}"
        self.phone = f"+49 30 {1000000 + k * 7}" if random.random() < 0.5 else None
        self.birth_date = f"{random.randint(1945, 2006)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
        self.cookies = [_code("ck", seed, k, n) for n in range(random.choice((1, 1, 2, 3)))]
        self.device = _code("dev", seed, k)
        # One person in thirty borrows the neighbour's browser.
        self.borrowed_cookie = _code("ck", seed, k ^ 1, 0) if random.random() < 1 / 30 else None

    def liked_category(self, day: float) -> str:
        """Draw a category by the taste of that day; one draw in five is a whim."""
        taste = self.later_taste if day >= self.taste_changes else self.taste
        if self.random.random() < 0.2:
            return self.random.choice(list(CATALOGUE))
        return taste[0] if self.random.random() < 0.7 else taste[1]

    def order_days(self) -> list[float]:
        """Days since START on which the person orders: gamma gaps, shorter in the loved season."""
        days, day = [], self.joined + self.random.expovariate(1 / 15)
        while day < min(self.left, DAYS):
            if day >= 0:
                days.append(day)
            gap = self.random.gammavariate(self.regularity, self.days_between_orders / self.regularity)
            month = (START + timedelta(days=max(day, 0))).month
            lively = 1.8 if month in (11, 12) else 0.9
            if self.season_lover:
                lively *= 2.0 if CATALOGUE[self.taste[0]][2] == month else 0.8
            day += max(gap / lively, 0.3)
        return days


def _moment(random: Random, day: float) -> datetime:
    """A waking hour of the day; never after END."""
    moment = START + timedelta(days=int(day), hours=random.triangular(6, 23.9, 19))
    return min(moment, END - timedelta(seconds=1)).replace(microsecond=0)


def _received(random: Random, moment: datetime) -> datetime:
    """Most rows arrive within a minute, one in fifty up to six days late."""
    late = random.random() < 0.02
    return moment + timedelta(seconds=random.randint(3600, 518400) if late else random.randint(1, 50))


class _Journey:
    """Writes the rows of one person."""

    def __init__(self, person: Person, catalogue: dict[str, list[tuple]], topics: dict[str, list[tuple]]):
        self.person, self.random = person, person.random
        self.catalogue, self.topics = catalogue, topics
        self.rows: Rows = defaultdict(list)
        self.event_count = 0
        self.registered: datetime | None = None

    def write(self) -> Rows:
        """Return every row that the person leaves behind, by source."""
        order_days = self.person.order_days()
        for day in order_days:
            for _ in range(min(int(self.random.expovariate(1 / self.person.browsing)), 6)):
                self.visit(day - self.random.uniform(0.2, 12))
            self.order(day)
        # Some interest outlives the last order, so that silence is a hint and not a proof.
        for _ in range(int(self.random.expovariate(0.6))):
            self.visit(min(self.person.left, DAYS) + self.random.uniform(0, 40))
        if self.person.uses_app:
            for day in order_days:
                self.app_session(day + self.random.uniform(-6, 6))
        self.emails()
        self.records()
        return self.rows

    def knows_customer(self, moment: datetime) -> str | None:
        known = self.registered is not None and moment >= self.registered
        return self.person.customer_id if known else None

    def web(self, name: str, moment: datetime, session: str, cookie: str, **details: str) -> None:
        self.event_count += 1
        received = _received(self.random, moment)
        self.rows["web_events"].append(
            (
                f"w{self.person.k}-{self.event_count}",
                name,
                _text(moment),
                _text(received),
                cookie,
                self.knows_customer(moment) if name == "login" or details.pop("logged_in", None) else None,
                session,
                details.get("product_id"),
                details.get("article_id"),
                details.get("search_term"),
            )
        )

    def visit(self, day: float) -> None:
        """A browsing session: pages, a product or an article, now and then a search or a basket."""
        if not 0 <= day < DAYS:
            return
        person, random = self.person, self.random
        moment = _moment(random, day)
        cookie = random.choice(person.cookies)
        if person.borrowed_cookie and random.random() < 0.3:
            cookie = person.borrowed_cookie
        session = f"s{person.k}-{self.event_count}"
        category = person.liked_category(day)
        if self.knows_customer(moment) and random.random() < 0.25:
            self.web("login", moment, session, cookie)
        self.web("page_view", moment, session, cookie)
        moment += timedelta(seconds=random.randint(5, 200))
        product = random.choice(self.catalogue[category])
        if random.random() < 0.65:
            self.web("product_view", moment, session, cookie, product_id=product[0])
        else:
            self.web("content_view", moment, session, cookie, article_id=random.choice(self.topics[category])[0])
        if random.random() < 0.12:
            self.web("search", moment + timedelta(seconds=9), session, cookie, search_term=category.lower())
        if random.random() < 0.15:
            self.web("add_to_cart", moment + timedelta(seconds=40), session, cookie, product_id=product[0])

    def order(self, day: float) -> None:
        person, random = self.person, self.random
        moment = _moment(random, day)
        cookie = random.choice(person.cookies)
        order_id = f"o{person.k}-{int(day)}-{len(self.rows['orders'])}"
        channel = random.choices(("web", "app", "store"), weights=(7, 3 if person.uses_app else 0, 2))[0]
        if person.customer_id and self.registered is None:
            self.registered = moment - timedelta(minutes=5)
        if channel == "web":
            self.web("checkout", moment - timedelta(minutes=2), f"s{order_id}", cookie)
            if person.customer_id:
                self.web("login", moment - timedelta(minutes=1), f"s{order_id}", cookie)
        currency = CURRENCIES[person.country]
        self.rows["orders"].append(
            (
                order_id,
                _text(moment),
                _text(_received(random, moment)),
                person.customer_id,
                person.email if random.random() < 0.95 or not person.customer_id else None,
                cookie if channel == "web" else None,
                currency,
                channel,
            )
        )
        for line in range(1, random.choice((2, 2, 3, 4, 5))):
            product_id, _, _, _, price = random.choice(self.catalogue[person.liked_category(day)])
            quantity = random.choice((1, 1, 1, 2, 3))
            total = f"{float(price) * quantity * person.spend:.2f}"
            self.rows["order_items"].append((order_id, str(line), product_id, str(quantity), total))
            if random.random() < 0.04:
                refunded = moment + timedelta(days=random.uniform(2, 20))
                if refunded < END:
                    self.rows["refunds"].append(
                        (
                            f"r{order_id}-{line}",
                            order_id,
                            str(line),
                            product_id,
                            _text(refunded),
                            _text(_received(random, refunded)),
                            person.customer_id,
                            person.email,
                            total,
                            currency,
                        )
                    )

    def app_session(self, day: float) -> None:
        if not 0 <= day < min(self.person.left + 20, DAYS):
            return
        random, person = self.random, self.person
        moment = _moment(random, day)
        category = person.liked_category(day)
        steps = [("app_open", None, None)]
        if random.random() < 0.5:
            steps.append(("product_view", random.choice(self.catalogue[category])[0], None))
        if random.random() < 0.3:
            steps.append(("content_view", None, random.choice(self.topics[category])[0]))
        for name, product_id, article_id in steps:
            self.event_count += 1
            self.rows["app_events"].append(
                (
                    f"m{person.k}-{self.event_count}",
                    name,
                    _text_with_offset(moment, 2),
                    _text(_received(random, moment)),
                    person.device,
                    self.knows_customer(moment) if random.random() < 0.3 else None,
                    product_id,
                    article_id,
                )
            )
            moment += timedelta(seconds=random.randint(3, 90))

    def emails(self) -> None:
        """One campaign every other month to all who have an account; the gone stop opening."""
        if self.registered is None:
            return
        for month in range(0, 24, 2):
            day = month * 30.4 + 9
            sent = START + timedelta(days=day, hours=8)
            if sent < self.registered:
                continue
            campaign = f"newsletter-{sent:%Y-%m}"
            steps = ["email_sent"]
            alive = day < self.person.left
            if self.random.random() < self.person.opens_email * (1 if alive else 0.25):
                steps.append("email_open")
                if self.random.random() < 0.3:
                    steps.append("email_click")
            for name in steps:
                moment = sent if name == "email_sent" else sent + timedelta(minutes=self.random.randint(5, 3000))
                message = f"e{self.person.k}-{month}-{name[6]}"
                loaded = _text(moment + timedelta(minutes=30))
                self.rows["email_events"].append((message, name, _text(moment), loaded, self.person.email, campaign))

    def records(self) -> None:
        person, random = self.person, self.random
        if self.registered is None:
            return
        registered = self.registered
        versions = [(registered, person.city)]
        if random.random() < 0.15:
            moved = registered + timedelta(days=random.uniform(30, 400))
            if moved < END:
                versions.append((moved, random.choice(person.cities)))
        # One change in ten is loaded before the version that it replaces.
        if len(versions) == 2 and random.random() < 0.1:
            versions.reverse()
        for load, (updated, city) in enumerate(versions):
            loaded = max(u for u, _ in versions) + timedelta(hours=1 + load) if len(versions) == 2 else updated
            self.rows["crm_customers"].append(
                (
                    person.customer_id,
                    person.email,
                    person.phone,
                    person.first_name,
                    person.last_name,
                    person.birth_date if random.random() < 0.8 else None,
                    city,
                    person.country,
                    _text(updated),
                    _text(loaded + timedelta(minutes=10)),
                )
            )
        if random.random() < 0.4:
            orders = len(self.rows["orders"])
            tier = "gold" if orders >= 12 else "silver" if orders >= 5 else "bronze"
            enrolled = min(registered + timedelta(days=random.uniform(0, 60)), END - timedelta(days=1))
            self.rows["loyalty_members"].append(
                (
                    f"L{500000 + person.k}",
                    person.email.upper() if random.random() < 0.3 else person.email,
                    tier,
                    str(orders * 35),
                    _text(enrolled),
                    _text(enrolled),
                    _text(enrolled + timedelta(hours=2)),
                )
            )
        for purpose, share in (("email", 0.7), ("phone", 0.3), ("ads", 0.5), ("sale_sharing", 0.2)):
            if random.random() < 0.8:
                value = "in" if random.random() < share else "out"
                self.rows["consents"].append(("email", person.email, purpose, value, _text(registered)))
        if random.random() < 0.02:
            self.rows["consents"].append(
                ("customer_id", person.customer_id, "general", "out", _text(registered + timedelta(days=3)))
            )


def defects() -> Rows:
    """Rows of every kind of fault that a CSV seed can hold, each once or a few times."""
    rows: Rows = defaultdict(list)

    def web(
        event_id,
        name="page_view",
        at="2025-06-01T10:00:00Z",
        received="2025-06-01T10:00:05Z",
        cookie="ckfault",
        customer=None,
        session="sf",
        product=None,
        article=None,
        term=None,
    ):
        rows["web_events"].append(
            (event_id, name, at, received, cookie, customer, session, product, article, term)
        )  # fmt: skip

    web("x0", at=None)
    web("x1", at="yesterday, about noon")
    web("x2", received="soon")
    web(None)
    web("x4", at="0001-01-01T00:00:00Z")
    web("x5", at="9999-12-31T23:59:59Z")
    web("x6", at="infinity")
    web("x7", cookie=None)
    web("x8", name=None)
    web("x9", cookie="0000000000")
    web("x10", name="search", term="long " * 2000)
    # The same event sent three times, the last copy changed on the way.
    for received in ("2025-06-01T10:00:05Z", "2025-06-01T10:00:05Z", "2025-06-01T11:00:00Z"):
        web("x11", received=received)
    # A tester's login on many devices must not make one person of them.
    for n in range(30):
        rows["app_events"].append(
            (f"t{n}", "app_open", "2025-05-02T12:00:00+02:00", "2025-05-02T10:00:03Z", "0" * 12, None, None, None)
        )
    for n in range(1, 21):
        order = f"oTest{n}"
        moment = f"2025-03-{n:02d}T09:00:00Z"
        rows["orders"].append((order, moment, moment, None, "test@test.com", f"cktest{n}", "EUR", "web"))
        rows["order_items"].append((order, "1", "p-gase0", "1", "0.01"))
    bad = "2025-04-01T09:00:00Z"
    rows["orders"].append(("oBad1", bad, bad, None, "bad@example.com", None, "EUR", "web"))
    rows["order_items"] += [
        ("oBad1", "1", "p-gase0", "-2", "18.00"),
        ("oBad1", "2", "p-gase0", "two", "18.00"),
        ("oBad1", "3", "p-gase0", "1", "n/a"),
        ("oBad1", "4", "p-unknown", "1", "18.00"),
        ("oBad1", "5", "p-gase0", "1", "-18.00"),
        ("oNowhere", "1", "p-gase0", "1", "18.00"),
    ]
    rows["orders"].append(("oEmpty", bad, bad, None, "bad@example.com", None, "EUR", "web"))
    rows["crm_customers"] += [
        ("c000001", "not-an-address", None, "Nemo", "Nobody", "1990-02-30", "Köln", "DE", bad, bad),
        (None, None, None, "Nemo", "Nobody", None, None, None, bad, bad),
        ("c000002", "two@example.com", None, "Ann", "Two", "1990-02-03", "Köln", "DE", None, bad),
        ("c000002", "two@example.com", None, "Ann", "Two", "1990-02-03", "Köln", "DE", None, bad),
        ("c000002", "two@example.com", None, "Ann", "Two", "1990-02-03", "Köln", "DE", "in spring", bad),
        ("c000002", "two@example.com", None, "Ann", "Two", "1990-02-03", "Köln", "DE", bad, "2150-01-01T00:00:00Z"),
    ]
    consent = ("email", "two@example.com", "email", "in", bad)
    rows["consents"] += [
        (*consent[:3], "maybe", bad),
        (*consent[:2], "smoke_signals", "in", bad),
        (*consent[:4], "last week"),
        *((*consent[:place], None, *consent[place + 1 :]) for place in range(len(consent))),
    ]
    rows["products"] += [
        ("p-noprice", "Alder mystery", "Home > Lamps", "Alder", "ask us"),
        ("p-gift", "Alder gift", "Home > Lamps", "Alder", "-5.00"),
        (None, "Alder lamp without a number", "Home > Lamps", "Alder", "12.00"),
    ]
    rows["articles"].append((None, "Home: a draft", "Home"))
    rows["exchange_rates"] += [
        ("CHF", "2024-01-01", "-1"),
        ("CHF", "2024-02-01", "par"),
        ("CHF", "2024-03-01", None),
        ("CHF", "January", "0.93"),
        ("CHF", None, "0.93"),
        (None, "2024-01-01", "0.93"),
    ]
    return rows


def generate(people: int = 2000, seed: int = 7) -> Iterator[tuple[Rows, list[tuple]]]:
    """Yield batches of rows by source, each with its truth: (person, left_at, namespace, identity).

    The first batch holds the catalogues and the faulty rows, which belong to nobody.
    """
    catalogue, topics = defaultdict(list), defaultdict(list)
    for product in products():
        catalogue[product[2].split(" > ")[0]].append(product)
    for article in articles():
        topics[article[2]].append(article)
    fixed = defects()
    fixed["products"] = products() + fixed["products"]
    fixed["articles"] = articles() + fixed["articles"]
    fixed["exchange_rates"] = exchange_rates() + fixed["exchange_rates"]
    yield fixed, []

    batch: Rows = defaultdict(list)
    truth: list[tuple] = []
    for k in range(people):
        person = Person(seed, k)
        for name, rows in _Journey(person, catalogue, topics).write().items():
            batch[name] += rows
        left_at = _text(START + timedelta(days=person.left)) if person.left < DAYS else None
        identities = [("cookie_id", cookie) for cookie in person.cookies]
        identities += [("customer_id", person.customer_id), ("email", person.email)]
        identities += [("phone", person.phone), ("device_id", person.device)]
        truth += [(k, left_at, namespace, value) for namespace, value in identities if value]
        if k % 5000 == 4999 or k == people - 1:
            yield batch, truth
            batch, truth = defaultdict(list), []


def write(directory: Path, people: int, seed: int, file_format: str, truth_path: Path | None) -> None:
    """Write one file per source; with ``truth_path`` also the truth, as CSV."""
    directory.mkdir(parents=True, exist_ok=True)
    writers = {name: _writer(directory, name, columns, file_format) for name, columns in COLUMNS.items()}
    truth_rows: list[tuple] = []
    for batch, truth in generate(people, seed):
        for name, rows in batch.items():
            writers[name].send(rows)
        truth_rows += truth
    for writer in writers.values():
        writer.close()
    if truth_path:
        truth_path.parent.mkdir(parents=True, exist_ok=True)
        columns = ("person", "left_at", "namespace", "identity_value")
        writer = _csv_writer(truth_path, columns)
        next(writer)
        writer.send(truth_rows)
        writer.close()


def _writer(directory: Path, name: str, columns: tuple[str, ...], file_format: str):
    if file_format == "csv":  # the seeds: dbt wants names that no model has
        writer = _csv_writer(directory / f"raw_{name}.csv", columns)
    else:
        writer = _parquet_writer(directory / f"{name}.parquet", columns)
    next(writer)
    return writer


def _csv_writer(path: Path, columns: tuple[str, ...]):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        while True:
            writer.writerows((yield))


def _parquet_writer(path: Path, columns: tuple[str, ...]):
    schema = pa.schema([(column, pa.string()) for column in columns])
    with pq.ParquetWriter(path, schema) as writer:
        while True:
            rows = yield
            arrays = [pa.array(values, pa.string()) for values in zip(*rows, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description="Write the demo shop's source files.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--format", choices=("csv", "parquet"), default="csv")
    parser.add_argument("--truth", type=Path, help="also write who is who to this file (tests only)")
    arguments = parser.parse_args()
    write(arguments.directory, arguments.people, arguments.seed, arguments.format, arguments.truth)


if __name__ == "__main__":
    main()
