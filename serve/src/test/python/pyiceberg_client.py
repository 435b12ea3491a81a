"""What PyIceberg can do with our catalog, told nothing but its URI. Prints what it read as JSON."""

import datetime
import decimal
import json
import sys

import pyarrow as pa
from pyiceberg.catalog import load_catalog
from pyiceberg.expressions import EqualTo
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform
from pyiceberg.types import (
    DateType,
    DecimalType,
    LongType,
    NestedField,
    StringType,
    TimestampType,
)

SCHEMA = Schema(
    NestedField(1, "id", LongType(), required=True),
    NestedField(2, "country", StringType()),
    NestedField(3, "amount", DecimalType(10, 2)),
    NestedField(4, "day", DateType()),
    NestedField(5, "at", TimestampType()),
)
BY_COUNTRY = PartitionSpec(PartitionField(2, 1000, IdentityTransform(), "country"))


def rows(*ids: int) -> pa.Table:
    return pa.table(
        {
            "id": pa.array(ids, pa.int64()),
            "country": [None if i % 2 else "IT" for i in ids],
            "amount": pa.array([decimal.Decimal(i) / 4 for i in ids], pa.decimal128(10, 2)),
            "day": [datetime.date(2024, 1, i) for i in ids],
            "at": pa.array([datetime.datetime(2024, 1, i, 12, 30) for i in ids], pa.timestamp("us")),
        },
        schema=pa.schema(
            [
                pa.field("id", pa.int64(), nullable=False),
                pa.field("country", pa.string()),
                pa.field("amount", pa.decimal128(10, 2)),
                pa.field("day", pa.date32()),
                pa.field("at", pa.timestamp("us")),
            ]
        ),
    )


def read(table) -> list:
    return sorted(table.scan().to_arrow().to_pylist(), key=lambda row: row["id"])


def write_own_table(catalog) -> dict:
    catalog.create_namespace_if_not_exists("py")
    table = catalog.create_table("py.events", SCHEMA, partition_spec=BY_COUNTRY)
    table.append(rows(1, 2, 3))
    table.append(rows(4))
    table.delete(EqualTo("id", 2))
    with table.update_schema() as change:
        change.add_column("note", StringType())
    catalog.rename_table("py.events", "py.renamed")

    table = catalog.load_table("py.renamed")
    one_day = table.scan(row_filter="at < '2024-01-02T00:00:00'").to_arrow()
    with table.transaction() as transaction:
        transaction.set_properties(checked="yes")
    return {
        "rows": read(table),
        "rows_of_one_day": one_day.num_rows,
        "first_snapshot": sorted(
            table.scan(snapshot_id=table.history()[0].snapshot_id).to_arrow()["id"].to_pylist()
        ),
        "tables": ["/".join(name) for name in catalog.list_tables("py")],
    }


def main(uri: str) -> None:
    catalog = load_catalog("lake", uri=uri)
    answer = {
        "ours": read(catalog.load_table("shop.orders")),
        "namespaces": sorted("/".join(name) for name in catalog.list_namespaces()),
        "own": write_own_table(catalog),
    }
    json.dump(answer, sys.stdout, default=str)


if __name__ == "__main__":
    main(sys.argv[1])
