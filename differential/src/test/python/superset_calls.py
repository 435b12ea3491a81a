"""What Superset asks of a Trino through SQLAlchemy and Trino's client; prints the answers in JSON."""

import json
import sys
import threading
import time
from urllib.parse import urlparse

import sqlalchemy
import trino

TIME_GRAINS = [
    "date_trunc('%s', CAST(at AS TIMESTAMP))" % unit
    for unit in ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
] + [
    "date_trunc('minute', CAST(at AS TIMESTAMP)) - interval '1' minute * (minute(CAST(at AS TIMESTAMP)) % 5)",
    "date_trunc('week', CAST(at AS TIMESTAMP) + interval '1' day) - interval '1' day",
    "date_trunc('week', CAST(at AS TIMESTAMP) + interval '1' day) + interval '5' day",
    "date_trunc('week', CAST(at AS TIMESTAMP)) + interval '6' day",
    "date_trunc('month', CAST(day AS TIMESTAMP))",
    "date_trunc('week', CAST('2024-02-29' AS TIMESTAMP))",
    "from_unixtime(epoch)",
    "CAST(from_unixtime(epoch) AS TIMESTAMP)",
    "date_trunc('day', CAST(from_unixtime(epoch) AS TIMESTAMP))",
    "date_add('day', -7, at)",
    "date_add('month', 1, day)",
    "date_diff('hour', TIMESTAMP '2024-01-01 00:00:00', at)",
    "to_unixtime(at)",
    "date_format(at, '%Y-%m-%d %H:%i')",
    "date_parse('2024-02-29 10:11', '%Y-%m-%d %H:%i')",
]

STATEMENTS = [
    "SHOW CATALOGS",
    "SHOW SCHEMAS",
    "SHOW TABLES FROM bi",
    "SHOW COLUMNS FROM bi.events",
    'SHOW COLUMNS FROM "bi"."events"',
    "SHOW CREATE VIEW bi.germans",
    "SHOW CREATE TABLE bi.events",
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'bi' AND table_type = 'VIEW'",
    'SELECT partition, record_count, file_count FROM bi."events$partitions" ORDER BY partition DESC LIMIT 1',
    'SELECT * FROM bi."events$partitions" ORDER BY partition DESC, record_count DESC, file_count DESC, total_size DESC LIMIT 1',
    'SELECT * FROM bi."events$partitions" WHERE partition.country = \'DE\' LIMIT 1',
    'SELECT * FROM bi."events$properties" WHERE key IN (\'format\', \'write.format.default\') ORDER BY key',
    "SELECT * FROM (SELECT * FROM bi.events) AS virtual_table ORDER BY id LIMIT 1000",
    "SELECT country, count(*) AS count, sum(amount) AS \"SUM(amount)\", approx_distinct(id) AS d FROM bi.events GROUP BY country ORDER BY count DESC, country LIMIT 10",
    "SELECT date_trunc('month', CAST(at AS TIMESTAMP)) AS __timestamp, country, sum(amount) AS total FROM bi.events JOIN (SELECT country AS country__, sum(amount) AS mme_inner__ FROM bi.events GROUP BY country ORDER BY mme_inner__ DESC LIMIT 1) AS series_limit ON country = country__ WHERE at >= TIMESTAMP '2024-01-01 00:00:00.000000' AND at < TIMESTAMP '2025-01-01 00:00:00.000000' GROUP BY date_trunc('month', CAST(at AS TIMESTAMP)), country ORDER BY total DESC",
    "SELECT DISTINCT country FROM bi.events WHERE LOWER(CAST(country AS VARCHAR)) LIKE LOWER('%d%')",
    "SELECT min(at), max(at), count(*) FROM bi.events",
    "SELECT approx_percentile(amount, 0.5), round(stddev(id), 9), max_by(id, at) FROM bi.events",
    "EXPLAIN (TYPE VALIDATE) SELECT * FROM bi.events",
    "SELECT nope FROM bi.events",
    "SELECT * FROM bi.nope",
    "SELECT * FROM nope.events",
    "SELECT * FROM nope.bi.events",
    "CALL system.runtime.kill_query(query_id => '20240101_000000_00000_aaaaa',message => 'Query cancelled by Superset')",
]

ENDLESS = """
SELECT count(*) FROM UNNEST(sequence(1, 10000)) a (x), UNNEST(sequence(1, 10000)) b (y),
UNNEST(sequence(1, 10000)) c (z) WHERE x * y + z < 0
"""


def connect(address):
    return trino.dbapi.connect(
        host=address.hostname,
        port=address.port,
        user="ann",
        source="Apache Superset",
        catalog="iceberg",
        schema="bi",
    )


def rows(connection, sql):
    cursor = connection.cursor()
    try:
        cursor.execute(sql)
        fetched = [[str(value) for value in row] for row in cursor.fetchall()]
        return {
            "columns": [[column[0], column[1]] for column in cursor.description or []],
            "rows": fetched,
            "state": cursor.stats["state"],
        }
    except trino.exceptions.TrinoQueryError as error:
        return {"error": error.error_name, "code": error.error_code, "message": error.message}


def inspected(address):
    engine = sqlalchemy.create_engine(
        f"trino://ann@{address.hostname}:{address.port}/iceberg/bi"
    )
    inspector = sqlalchemy.inspect(engine)
    answers = {
        "default schema": inspector.default_schema_name,
        "schemas": sorted(inspector.get_schema_names()),
        "tables": sorted(inspector.get_table_names("bi")),
        "tables of nowhere": inspector.get_table_names("nope"),
        "views": sorted(inspector.get_view_names("bi")),
        "view": inspector.get_view_definition("germans", "bi"),
        "has": [inspector.has_table("events", "bi"), inspector.has_table("nope", "bi")],
    }
    for table in ("events", "germans"):
        answers[table] = {
            "columns": [
                [column["name"], str(column["type"]), column["nullable"], column.get("comment")]
                for column in inspector.get_columns(table, "bi")
            ],
            "comment": inspector.get_table_comment(table, "bi"),
            "key": inspector.get_pk_constraint(table, "bi"),
            "foreign": inspector.get_foreign_keys(table, "bi"),
        }
    try:
        answers["indexes"] = inspector.get_indexes("events", "bi")
    except trino.exceptions.TrinoQueryError as error:
        answers["indexes"] = error.error_name
    with engine.connect() as connection:
        answers["version"] = connection.dialect.server_version_info is not None
        reflected = sqlalchemy.Table("events", sqlalchemy.MetaData(), autoload_with=engine)
        query = sqlalchemy.select(
            reflected.c.country, sqlalchemy.func.count().label("n")
        ).group_by(reflected.c.country).order_by(sqlalchemy.desc("n"), reflected.c.country)
        answers["reflected"] = [list(row) for row in connection.execute(query)]
    return answers


def killed(address):
    """As Superset cancels: the id of the cursor's query goes to kill_query on another connection."""
    cursor = connect(address).cursor()
    outcome = {}

    def run():
        try:
            cursor.execute(ENDLESS)
            outcome["rows"] = cursor.fetchall()
        except trino.exceptions.TrinoQueryError as error:
            outcome.update(error=error.error_name, message=error.message)

    running = threading.Thread(target=run)
    running.start()
    while not cursor.query_id:
        time.sleep(0.05)
    query_id = cursor.query_id
    other = connect(address)
    state = f"SELECT state FROM system.runtime.queries WHERE query_id = '{query_id}'"
    while rows(other, state)["rows"] != [["RUNNING"]]:
        time.sleep(0.05)
    kill = (
        f"CALL system.runtime.kill_query(query_id => '{query_id}',"
        "message => 'Query cancelled by Superset')"
    )
    outcome["kill"] = rows(other, kill)
    running.join()
    outcome["state"] = rows(other, state)
    outcome["again"] = rows(other, kill)
    outcome["again"]["message"] = outcome["again"]["message"].replace(query_id, "ID")
    return outcome


def answers_of(address):
    connection = connect(address)
    answers = {statement: rows(connection, statement) for statement in STATEMENTS}
    for grain in TIME_GRAINS:
        statement = f"SELECT id, {grain} AS __timestamp FROM bi.events ORDER BY id"
        answers[grain] = rows(connection, statement)
    functions = rows(connection, "SHOW FUNCTIONS")
    answers["SHOW FUNCTIONS"] = functions["columns"]
    cost = rows(connection, "EXPLAIN (TYPE IO, FORMAT JSON) SELECT * FROM bi.events WHERE id > 1")
    estimate = json.loads(cost["rows"][0][0])
    answers["cost"] = {
        "keys": [sorted(estimate), sorted(estimate["estimate"])],
        "tables": [info["table"] for info in estimate["inputTableColumnInfos"]],
    }
    answers["inspected"] = inspected(address)
    answers["killed"] = killed(address)
    return answers


if __name__ == "__main__":
    print(json.dumps(answers_of(urlparse(sys.argv[1])), sort_keys=True))
