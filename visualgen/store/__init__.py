"""Where state lives: the database (SQLite or PostgreSQL) and the blobs (a folder or S3).

A domain with state has three modules: `model.py` (tables, from `store.base.Base`), `repository.py` (queries: functions that
take a `Session` and return rows) and `service.py` (what may happen: functions that take a `Database`, open one unit of work
and call repositories). Its `model` is listed in `store.domains`, its tables come with one migration (docs/operations.md).
"""
