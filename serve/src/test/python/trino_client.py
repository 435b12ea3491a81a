"""Trino's Python client, and SQLAlchemy with it, on an address; prints in JSON what they got."""

import json
import sys
from urllib.parse import urlparse

import sqlalchemy
import trino


def cursor_calls(address):
    connection = trino.dbapi.connect(
        host=address.hostname, port=address.port, user="ann", catalog="lake", schema="gold"
    )
    cursor = connection.cursor()
    answers = {}

    cursor.execute("SELECT all")
    answers["types"] = [column[1] for column in cursor.description]
    answers["row"] = [str(value) for value in cursor.fetchone()]

    cursor.execute("SELECT many")
    answers["many"] = sum(row[0] for row in cursor.fetchall())

    cursor.execute("SELECT ?", (7,))
    answers["prepared"] = cursor.fetchall()

    cursor.execute("INSERT INTO t")
    cursor.fetchall()
    answers["changed"] = cursor.rowcount

    cursor.execute("USE lake.silver")
    cursor.fetchall()
    cursor.execute("SELECT schema")
    answers["schema"] = cursor.fetchall()

    try:
        cursor.execute("SELEC 1")
        cursor.fetchall()
    except trino.exceptions.TrinoUserError as error:
        answers["error"] = [error.error_name, error.error_code, error.message]

    cursor.execute("SELECT endless")
    cursor.fetchone()
    cursor.cancel()
    return answers


def sqlalchemy_calls(address):
    url = f"trino://ann@{address.hostname}:{address.port}/lake/gold"
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(sqlalchemy.text("SELECT many"))
        return {"many": sum(row[0] for row in rows)}


if __name__ == "__main__":
    server = urlparse(sys.argv[1])
    print(json.dumps({"cursor": cursor_calls(server), "sqlalchemy": sqlalchemy_calls(server)}))
