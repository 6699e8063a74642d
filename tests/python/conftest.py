"""Run dbt on the project, or on a copy of it, into a temporary database."""

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).parents[2]

PERSON = '[{"namespace": "customer_id", "id": "c1", "primary": true}, {"namespace": "email", "id": "A@B.c"}]'
RECORD = "dataset,record_id,ingested_at,identities,first_name\n"
ONE_RECORD = f'{RECORD}crm_customers,c1,2025-01-01T00:00:00Z,"{PERSON.replace(chr(34), chr(34) * 2)}",Ann\n'


@dataclass
class Outcome:
    """What a dbt command did: whether it succeeded, and all that it said."""

    success: bool
    text: str


@dataclass
class Project:
    """The project with a database of its own."""

    directory: Path
    root: Path = ROOT
    variables: dict = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.directory / "profile_enrichment.duckdb"

    def dbt(self, *arguments: str, database: Path | None = None, **variables: object) -> Outcome:
        messages: list[str] = []
        runner = dbtRunner(callbacks=[lambda event: messages.append(event.info.msg)])
        os.environ["DUCKDB_PATH"] = str(database or self.database)
        common = ["--project-dir", self.root, "--profiles-dir", self.root, "--target-path", self.directory / "target"]
        common += ["--log-path", self.directory / "logs", "--vars", json.dumps(self.variables | variables), "--quiet"]
        try:
            result = runner.invoke([*arguments, *map(str, common)])
        finally:
            del os.environ["DUCKDB_PATH"]
        text = "\n".join(messages) + (f"\n{result.exception}" if result.exception else "")
        return Outcome(bool(result.success), text)

    def build(self, *arguments: str, **variables: object) -> None:
        outcome = self.dbt("build", *arguments, **variables)
        assert outcome.success, outcome.text

    def rows(self, query: str) -> list[tuple]:
        with duckdb.connect(str(self.database), read_only=True) as connection:
            return connection.execute(query).fetchall()

    def statuses(self) -> dict[str, str]:
        """Return how each node of the last command fared, by its name."""
        results = json.loads((self.directory / "target" / "run_results.json").read_text())["results"]
        return {result["unique_id"].split(".")[2]: result["status"] for result in results}


# Build without testing.
MODELS = ("--resource-type", "seed", "--resource-type", "model")
PUBLIC_SCHEMAS = (
    "('input', 'identity', 'profile', 'features', 'insights', 'marts', 'membership', 'segments', 'activation',"
    " 'quality')"
)


def relations(project: Project) -> dict[str, int]:
    """Return the number of rows of every relation that a build made."""
    names = project.rows(
        "select table_schema || '.' || table_name from information_schema.tables"
        f" where table_schema in {PUBLIC_SCHEMAS}"
    )
    return {name: project.rows(f"select count(*) from {name}")[0][0] for (name,) in names}


def write_input(directory: Path, files: Mapping[str, str | bytes]) -> str:
    """Write files into an input directory, the two required folders always, and return its path."""
    for folder in ("profile_records", "experience_events"):
        (directory / folder).mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(directory)


def events_csv(*rows: str, header: str = "event_id,dataset,event_type,event_at,ingested_at,identities") -> str:
    return "\n".join([header, *rows]) + "\n"


def event(event_id: str, at: str = "2025-01-01T10:00:00Z", event_type: str = "page_view", person: str = "c1") -> str:
    identities = json.dumps([{"namespace": "customer_id", "id": person}]).replace('"', '""')
    return f'{event_id},web,{event_type},{at},{at},"{identities}"'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo shop, built once for all tests that only read."""
    project = Project(tmp_path_factory.mktemp("demo"))
    project.build("--resource-type", "seed", "--resource-type", "model")
    return project


def copied_project(directory: Path, segments: Mapping[str, str], destinations: Mapping[str, str] = {}) -> Path:
    """Return a copy of the project whose only segments and destinations are the given ones."""
    root = directory / "project"
    ignored = shutil.ignore_patterns(".*", "target", "logs", "*.duckdb*", "data", "__pycache__")
    shutil.copytree(ROOT, root, ignore=ignored)
    for folder, files in (("segments", segments), ("activation/destinations", destinations)):
        shutil.rmtree(root / "models" / folder)
        (root / "models" / folder).mkdir()
        for name, text in files.items():
            (root / "models" / folder / f"{name}.sql").write_text(text)
    return root


@pytest.fixture(scope="session")
def run_macro(tmp_path_factory: pytest.TempPathFactory):
    """Return a function that runs one macro of the project and gives what dbt said, or "" where all was well."""
    directory = tmp_path_factory.mktemp("macros")
    common = ["--project-dir", ROOT, "--profiles-dir", ROOT, "--target", "lint", "--quiet"]
    common = [*map(str, common), "--target-path", str(directory / "target"), "--log-path", str(directory / "logs")]
    manifest = dbtRunner().invoke(["parse", *common]).result
    for parsed in (manifest.nodes, manifest.unit_tests):
        parsed.clear()  # dbt compiles everything it knows before it runs a macro

    def run(macro: str, arguments: Mapping = {}, variables: Mapping = {}) -> str:
        messages: list[str] = []
        runner = dbtRunner(manifest=manifest, callbacks=[lambda event: messages.append(event.info.msg)])
        command = ["run-operation", macro, "--args", json.dumps(arguments), "--vars", json.dumps(variables)]
        result = runner.invoke([*command, *common])
        return "" if result.success else "\n".join(messages)

    return run
