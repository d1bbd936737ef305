/**
 * Milvus Lite 3.2.2 answers each call in a thread of its own and locks too little. With this before it
 * (tests/vector-store/lite-precautions.test.ts):
 * - A flush has its collection for itself. A read that met one would miss every row that had not been flushed, and a write could go to
 *   the memory and the log that the flush throws away.
 * - A flush that fails (a full disk) keeps the memory and the log. They would be forgotten, and deleted by the next flush.
 * - A log whose rows have all been flushed is not read again. A kill in the last instant of a flush leaves one, and each of its
 *   rows would be there twice.
 * - An index file is whole, or is not there. A kill while one is written would leave a part of it, which nothing opens: the collection
 *   could not be loaded ever again. One that is broken already is built anew.
 * - A collection is opened once. Calls that come together after a start would open it once each, and write over one another's logs.
 */
export const LOCKS = `
import contextlib, functools, glob, os, shutil, threading

class Turns:
    """Reads side by side, or one flush alone; reads wait for a flush that waits. A thread in its turn goes on."""

    def __init__(self):
        self.writers = threading.RLock()
        self.changed = threading.Condition()
        self.readers = 0
        self.waiting = 0
        self.alone = False
        self.mine = threading.local()

    @contextlib.contextmanager
    def turn(self, alone):
        if getattr(self.mine, "taken", False):
            yield
            return
        with self.changed:
            if alone:
                self.waiting += 1
                try:
                    self.changed.wait_for(lambda: not self.alone and self.readers == 0)
                finally:
                    self.waiting -= 1
                    self.changed.notify_all()
                self.alone = True
            else:
                self.changed.wait_for(lambda: not self.alone and self.waiting == 0)
                self.readers += 1
        self.mine.taken = True
        try:
            yield
        finally:
            self.mine.taken = False
            with self.changed:
                if alone: self.alone = False
                else: self.readers -= 1
                self.changed.notify_all()

def turns(collection):
    return collection.__dict__.get("_leopard_turns") or collection.__dict__.setdefault("_leopard_turns", Turns())

def replace(owner, name, make):
    """Another version of Milvus Lite may not have it, and be right by itself."""
    original = getattr(owner, name, None)
    if original is not None: setattr(owner, name, functools.wraps(original)(make(original)))

def within(lock):
    def make(original):
        def call(self, *arguments, **options):
            with lock(self): return original(self, *arguments, **options)
        return call
    return make

def after_compaction(flush):
    def call(self, *arguments, **options):
        # Writes would have to wait together with the flush for what may take minutes.
        with self._maintenance_lock: pass
        return flush(self, *arguments, **options)
    return call

def kept_where_it_fails(trigger_flush):
    def call(self, *arguments, **options):
        with turns(self).turn(alone=True):
            memory, log, number = self._memtable, self._wal, self._manifest.active_wal_number
            try:
                return trigger_flush(self, *arguments, **options)
            except Exception:
                # Half done in memory, not at all on the disk: what starts next reads the log.
                if self._manifest.active_wal_number != number: os._exit(1)
                if self._wal is not log:
                    self._wal.close_and_delete()
                    self._memtable, self._wal = memory, log
                raise
    return call

def whole_index_file(build_or_load):
    def call(self, spec, index_dir):
        path = self.index_file_path(index_dir, spec.index_type, spec.field_name)
        if spec.field_name in self.indexes or os.path.exists(path):
            try: return build_or_load(self, spec, index_dir)
            # What readers of NumPy and Faiss say of a part of a file; not that memory or descriptors are used up.
            except (EOFError, RuntimeError, ValueError):
                with contextlib.suppress(FileNotFoundError): os.remove(path)
        # Beside its place first. Each thread has a folder of its own: two may build the same index.
        beside = index_dir + PARTS + str(threading.get_ident())
        part = self.index_file_path(beside, spec.index_type, spec.field_name)
        if os.path.exists(part): os.remove(part)
        build_or_load(self, spec, beside)
        if not os.path.exists(part): return
        with open(part, "rb") as written: os.fsync(written.fileno())
        os.makedirs(index_dir, exist_ok=True)
        os.replace(part, path)
    return call

def after_a_kill(recover):
    def call(*, data_dir, manifest, **options):
        for beside in glob.glob(os.path.join(glob.escape(data_dir), "partitions", "*", "indexes" + PARTS + "*")):
            shutil.rmtree(beside, ignore_errors=True)
        if manifest.active_wal_number is not None:
            wal._cleanup_old_wals(os.path.join(data_dir, "wal"), manifest.active_wal_number - 1)
        return recover(data_dir=data_dir, manifest=manifest, **options)
    return call

PARTS = ".part-"

from milvus_lite import db
from milvus_lite.engine import collection
from milvus_lite.storage import segment, wal

for name in ("insert", "upsert", "delete", "flush", "drop_partition", "close"):
    replace(collection.Collection, name, within(lambda self: turns(self).writers))
for name in ("search", "query", "get", "_num_entities"):
    replace(collection.Collection, name, within(lambda self: turns(self).turn(alone=False)))
replace(collection.Collection, "flush", after_compaction)
replace(collection.Collection, "_trigger_flush", kept_where_it_fails)
replace(collection, "execute_recovery", after_a_kill)
replace(segment.Segment, "build_or_load_index", whole_index_file)
opening = threading.RLock()
for name in ("get_collection", "create_collection"): replace(db.MilvusLite, name, within(lambda self: opening))
`;

/**
 * What Python runs: Milvus Lite's own server, with two more precautions.
 * - It ends when its standard input does: the pipe is held open by our process, so a killed server leaves no Milvus behind (it
 *   gets SIGINT, which closes the database properly).
 * - It shares its port with nobody: gRPC would let a second server bind the same port, and connections would land on either.
 */
export const PROGRAM = `
import os, signal, sys, threading

def end_with_parent():
    while os.read(0, 4096): pass
    os.kill(os.getpid(), signal.SIGINT)

threading.Thread(target=end_with_parent, daemon=True).start()

import grpc
make_server = grpc.server

def exclusive_server(*arguments, **options):
    options["options"] = [*(options.get("options") or []), ("grpc.so_reuseport", 0)]
    return make_server(*arguments, **options)

grpc.server = exclusive_server
${LOCKS}
from milvus_lite.cmdline import main
sys.argv[0] = "milvus-lite"
sys.exit(main())
`;
