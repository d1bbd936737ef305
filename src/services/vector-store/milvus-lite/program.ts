/**
 * What Python runs: Milvus Lite's own server with four precautions.
 * - It ends when its standard input does: the pipe is held open by our process, so a killed server leaves no Milvus behind (it
 *   gets SIGINT, which closes the database properly).
 * - It shares its port with nobody: gRPC would let a second server bind the same port, and connections would land on either.
 * - Reads and writes of a collection take turns. Milvus Lite 3.2.2 answers each call in a thread of its own and locks too little:
 *   a read that meets a flush misses every row that had not been flushed, and a write that meets one is put into the memory and the
 *   log that the flush throws away.
 * - A log whose rows have all been flushed is not read again. A kill in the last instant of a flush leaves one, and Milvus Lite
 *   would then have each of its rows twice.
 * tests/vector-store/lite-precautions.test.ts shows the last two.
 */
export const PROGRAM = `
import contextlib, functools, os, signal, sys, threading

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

class Turns:
    """Readers side by side, or one writer alone. Readers wait for a writer that waits; a thread in its turn does not wait again."""

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
                self.changed.wait_for(lambda: not self.alone and self.readers == 0)
                self.waiting -= 1
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

def guard(cls, name, guarded):
    method = getattr(cls, name)
    function = method.fget if isinstance(method, property) else method

    @functools.wraps(function)
    def call(self, *arguments, **options):
        with guarded(self.__dict__.setdefault("_leopard_turns", Turns())):
            return function(self, *arguments, **options)

    setattr(cls, name, property(call) if isinstance(method, property) else call)

from milvus_lite.engine import collection
from milvus_lite.storage import wal
Collection = collection.Collection

# Another version of Milvus Lite may call these otherwise, and be right by itself.
if hasattr(Collection, "_apply") and hasattr(Collection, "_trigger_flush"):
    for name in ("insert", "upsert", "delete", "flush"): guard(Collection, name, lambda turns: turns.writers)
    for name in ("_apply", "_trigger_flush"): guard(Collection, name, lambda turns: turns.turn(alone=True))
    for name in ("search", "query", "get", "num_entities"): guard(Collection, name, lambda turns: turns.turn(alone=False))

if hasattr(collection, "execute_recovery") and hasattr(wal, "_cleanup_old_wals"):
    recover = collection.execute_recovery

    def recover_unflushed(data_dir, schema, manifest):
        if manifest.active_wal_number is not None:
            wal._cleanup_old_wals(os.path.join(data_dir, "wal"), manifest.active_wal_number - 1)
        return recover(data_dir=data_dir, schema=schema, manifest=manifest)

    collection.execute_recovery = recover_unflushed

from milvus_lite.cmdline import main
sys.argv[0] = "milvus-lite"
sys.exit(main())
`;
