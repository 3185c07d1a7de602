"""MySQL's SQL on the simulated database server: parsed and turned into SQLite's by sqlglot."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

from actions.sim import accounts
from actions.sim.accounts import Account
from actions.sim.database import Database, Outcome, SqlError

logging.getLogger("sqlglot").setLevel(logging.CRITICAL)  # it warns of every statement it keeps as text

VERSION = "10.11.11-MariaDB-0+deb12u1"


class Session:
    """One connection's account, schema and transaction."""

    def __init__(self, database: Database, account: Account, schema: str = "") -> None:
        self.database = database
        self.account = account
        self.schema = schema
        self.autocommit = True
        self.open = False
        """A transaction is open: nobody else writes until it ends."""

    def execute(self, sql: str) -> tuple[Outcome, ...]:
        """Run statements parted by semicolons, and give what each of them gave; raises `SqlError`."""
        about_accounts = accounts.statement(self.database, self.account, sql.rstrip("; \n"))
        if about_accounts is not None:
            return (about_accounts,)
        try:
            trees = [tree for tree in parse(sql, read="mysql") if tree is not None]
        except SqlglotError as error:
            said = str(error).partition("\n")[0]
            raise SqlError(1064, f"You have an error in your SQL syntax; {said}") from None
        if not trees:
            raise SqlError(1065, "Query was empty")
        return tuple(self._run(tree) for tree in trees)

    def use(self, schema: str) -> None:
        """Make a schema the default one."""
        accounts.check_schema(self.database, self.account, schema)
        self.schema = schema

    def end(self, *, commit: bool) -> None:
        """COMMIT or ROLLBACK, where a transaction is open."""
        if self.open:
            self.database.run("COMMIT" if commit else "ROLLBACK")
        self.open = False

    def _run(self, tree: exp.Expr) -> Outcome:
        for kind, run in _KINDS:
            if isinstance(tree, kind):
                return run(self, tree)
        if isinstance(tree, exp.Command) and tree.name.upper() == "REPLACE":
            inserted = parse(f"INSERT {tree.text('expression')}", read="mysql")[0]
            return self._rows(inserted, replacing=True) if inserted else Outcome()
        return self._rows(tree)

    def _rows(self, tree: exp.Expr, *, replacing: bool = False) -> Outcome:
        if isinstance(tree, exp.DML) and not self.autocommit:
            self._begin()
        self._place_tables(tree)
        # the inner ones first: what an outer one becomes keeps them
        for node in reversed(list(tree.walk(bfs=False))):
            placed = self._place(node)
            if placed is not node:
                node.replace(placed)
        sql = tree.sql(dialect="sqlite").replace("%%", "%")
        if replacing:
            sql = sql.replace("INSERT", "INSERT OR REPLACE", 1)
        return self.database.run(sql)

    def _begin(self) -> None:
        if not self.open:
            self.database.run("BEGIN")
            self.open = True

    def _place_tables(self, tree: exp.Expr) -> None:
        """Give every table the name that it has in SQLite, and keep its own name as its alias."""
        named = {cte.alias for cte in tree.find_all(exp.CTE)}
        for table in list(tree.find_all(exp.Table)):
            if table.name in named:
                continue
            schema = table.db or self.schema
            if not schema:
                raise SqlError(1046, "No database selected")
            if not accounts.may_use(self.database, self.account, schema):
                place = f"`{schema}`.`{table.name}`"
                raise SqlError(1142, f"SELECT command denied to user {self.account} for table {place}")
            alias = table.alias or table.name
            name = f"{schema}.{table.name}"
            if schema in ("information_schema", "mysql"):
                name = name.lower()
            if not self.database.has_table(*name.split(".", 1)):
                raise SqlError(1146, f"Table '{name}' doesn't exist")
            table.set("db", None)
            table.set("this", exp.to_identifier(name, quoted=True))
            if not isinstance(tree, exp.Insert):
                table.set("alias", exp.TableAlias(this=exp.to_identifier(alias)))

    def _place(self, node: exp.Expr) -> exp.Expr:
        """One node of MySQL's tree as SQLite has it."""
        if isinstance(node, exp.Column) and node.db:
            node.set("db", None)
        elif isinstance(node, exp.TimestampDiff):
            unit = exp.Literal.string(node.text("unit") or "SECOND")
            return exp.Anonymous(this="timestampdiff", expressions=[unit, node.expression, node.this])
        elif isinstance(node, (exp.UtcTimestamp, exp.CurrentTimestamp)) or (
            isinstance(node, exp.Anonymous) and node.name.upper() in ("NOW", "SYSDATE")
        ):
            return exp.Anonymous(this="utc_timestamp")
        elif isinstance(node, exp.SessionParameter):
            return _literal(self._variable(node.name.lower()))
        elif isinstance(node, exp.CurrentSchema):
            return _literal(self.schema or None)
        elif isinstance(node, exp.CurrentUser):
            return _literal(f"{self.account.user}@{self.account.host}")
        elif isinstance(node, exp.CurrentVersion):
            return _literal(VERSION)
        return node

    def _variable(self, name: str) -> Any:
        variables = self._variables()
        if name not in variables:
            raise SqlError(1193, f"Unknown system variable '{name}'")
        return variables[name]

    def _variables(self) -> dict[str, Any]:
        return {
            "hostname": self.database.hostname,
            "port": self.database.port,
            "version": VERSION,
            "autocommit": int(self.autocommit),
            "server_id": 1,
            "max_connections": 151,
            "read_only": "ON" if self.database.read_only else "OFF",
        }

    def _set(self, tree: exp.Set) -> Outcome:
        for item in tree.expressions:
            setting = item.this
            if isinstance(setting, exp.EQ) and setting.this.name.upper() == "AUTOCOMMIT":
                self.end(commit=True)
                self.autocommit = setting.expression.name.upper() in ("1", "ON", "TRUE")
        return Outcome()

    def _show(self, tree: exp.Show) -> Outcome:
        kind = tree.name.upper()
        if kind in ("DATABASES", "SCHEMAS"):
            rows = self.database.rows("SELECT schema_name AS name FROM schemata ORDER BY 1")
            mine = [r["name"] for r in rows if accounts.may_use(self.database, self.account, r["name"])]
            return Outcome(("Database",), tuple((name,) for name in mine))
        if kind == "TABLES":
            schema = tree.text("db") or self.schema
            sql = 'SELECT table_name FROM "information_schema.tables" WHERE table_schema = ? ORDER BY 1'
            return Outcome((f"Tables_in_{schema}",), self.database.run(sql, (schema,)).rows)
        if kind in ("STATUS", "VARIABLES"):
            asked = {literal.name.lower() for literal in tree.find_all(exp.Literal)}
            told = self._status() if kind == "STATUS" else self._variables()
            found = tuple((name, str(value)) for name, value in told.items() if name.lower() in asked)
            return Outcome(("Variable_name", "Value"), found)
        raise SqlError(1235, f"This simulation doesn't yet support 'SHOW {kind}'")

    def _status(self) -> dict[str, Any]:
        """A server without a wsrep provider has its rows all the same."""
        return {"Threads_connected": self.database.connections, "wsrep_cluster_size": 0}

    def _create(self, tree: exp.Create) -> Outcome:
        if tree.kind not in ("DATABASE", "SCHEMA"):
            raise SqlError(1235, f"This simulation doesn't yet support 'CREATE {tree.kind}'")
        name = tree.this.name
        self._administer(name)
        if not (tree.args.get("exists") and self.database.has_schema(name)):
            self.database.create_schema(name)
        return Outcome(changed=1)

    def _drop(self, tree: exp.Drop) -> Outcome:
        if tree.kind not in ("DATABASE", "SCHEMA"):
            raise SqlError(1235, f"This simulation doesn't yet support 'DROP {tree.kind}'")
        name = str(next(table.name for table in tree.find_all(exp.Table)))
        self._administer(name)
        if not (tree.args.get("exists") and not self.database.has_schema(name)):
            self.database.drop_schema(name)
        return Outcome()

    def _administer(self, schema: str) -> None:
        if not accounts.may_use(self.database, self.account, schema):
            raise SqlError(1044, f"Access denied for user {self.account} to database '{schema}'")

    def _use(self, tree: exp.Use) -> Outcome:
        self.use(tree.this.name)
        return Outcome()

    def _transaction(self, _tree: exp.Expr) -> Outcome:
        self.end(commit=True)
        self._begin()
        return Outcome()

    def _commit(self, _tree: exp.Expr) -> Outcome:
        self.end(commit=True)
        return Outcome()

    def _rollback(self, _tree: exp.Expr) -> Outcome:
        self.end(commit=False)
        return Outcome()


def _literal(value: Any) -> exp.Expr:
    return exp.convert(value)


_KINDS: tuple[tuple[type[exp.Expr], Callable[[Session, Any], Outcome]], ...] = (
    (exp.Use, Session._use),
    (exp.Set, Session._set),
    (exp.Show, Session._show),
    (exp.Create, Session._create),
    (exp.Drop, Session._drop),
    (exp.Transaction, Session._transaction),
    (exp.Commit, Session._commit),
    (exp.Rollback, Session._rollback),
)
