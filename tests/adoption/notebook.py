"""What somebody does with pymilvus, as Milvus's tutorial does it. Steps as JSON on standard input, their answers as JSON on standard output."""

import json
import sys

from pymilvus import DataType, MilvusClient

request = json.load(sys.stdin)
client = MilvusClient(uri=request["uri"], token=request.get("token", ""))


def fill(collection, rows):
    client.create_collection(
        collection_name=collection,
        auto_id=True,
        dimension=len(rows[0]["vector"]),
        enable_dynamic_field=True,
    )
    client.insert(collection_name=collection, data=rows)


def fill_many(collection, row, count):
    client.create_collection(collection_name=collection, auto_id=True, dimension=len(row["vector"]), enable_dynamic_field=True)
    for start in range(0, count, 1000):
        paths = [f"{index}.jpg" for index in range(start, min(start + 1000, count))]
        client.insert(collection_name=collection, data=[{**row, "image_path": path} for path in paths])


def fill_declared(collection, rows):
    schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("sku", DataType.VARCHAR, max_length=64, is_primary=True)
    schema.add_field("picture", DataType.VARCHAR, max_length=256)
    schema.add_field("embedding", DataType.FLOAT_VECTOR, dim=len(rows[0]["embedding"]))
    schema.add_field("stock", DataType.INT64)
    schema.add_field("price", DataType.DOUBLE)
    schema.add_field("sale", DataType.BOOL)
    schema.add_field("details", DataType.JSON)
    schema.add_field("colours", DataType.ARRAY, element_type=DataType.VARCHAR, max_capacity=8, max_length=32)
    index = client.prepare_index_params()
    index.add_index("embedding", index_type="AUTOINDEX", metric_type="COSINE")
    client.create_collection(collection_name=collection, schema=schema, index_params=index)
    client.insert(collection_name=collection, data=rows)
    client.release_collection(collection)


def search(collection, vector, limit):
    client.load_collection(collection)
    results = client.search(
        collection_name=collection,
        data=[vector],
        output_fields=["image_path"],
        limit=limit,
        search_params={"metric_type": "COSINE", "params": {}},
    )[0]
    return [{"path": hit["entity"]["image_path"], "score": hit["distance"]} for hit in results]


def rows(collection):
    client.load_collection(collection)
    found = client.query(collection_name=collection, filter="id != 0", output_fields=["*"], limit=1000, consistency_level="Strong")
    return sorted(({name: str(value) for name, value in row.items()} for row in found), key=lambda row: row["id"])


def load_state(collection):
    return str(client.get_load_state(collection)["state"])


actions = {action.__name__: action for action in (fill, fill_many, fill_declared, search, rows, load_state)}
answers = [actions[step.pop("action")](**step) for step in request["steps"]]
client.close()
json.dump(answers, sys.stdout)
