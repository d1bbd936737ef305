/**
 * What Python runs: Milvus Lite's own server with two precautions.
 * It ends when its standard input does: the pipe is held open by our process, so a killed server leaves no Milvus behind (it gets
 * SIGINT, which closes the database properly). And it shares its port with nobody: gRPC would let a second server bind the
 * same port, and connections would land on either.
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
from milvus_lite.cmdline import main
sys.argv[0] = "milvus-lite"
sys.exit(main())
`;
