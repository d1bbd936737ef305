"""The model of a folder in PyTorch or OpenVINO, for comparison: python main.py <checkpoint> <threads> [eager | openvino] [float32 | bfloat16]

A checkpoint in safetensors is CLIP's, in a folder as transformers reads it; any other is Visualized BGE's.
OpenVINO runs what it converts PyTorch's model to, and computes in the precision by itself.
Reads one JSON object a line: {"pixels": file of float32 [1, 3, 224, 224], "tokenIds": [...], "count": n}; answers {"ms": [...], "embedding": [...], "version": "..."}.
"""
import json
import sys
import time

import torch

path, threads = sys.argv[1], int(sys.argv[2])
runtime, precision = (sys.argv[3:] + ["eager", "float32"])[:2] if len(sys.argv) > 3 else ("eager", "float32")
dtype = torch.bfloat16 if (runtime, precision) == ("eager", "bfloat16") else torch.float32
torch.set_num_threads(threads)
torch.set_grad_enabled(False)

if path.endswith(".safetensors"):
    from clip import load
else:
    from visualized_bge import load

encode, version = load(path, dtype), "PyTorch " + torch.__version__


def openvino():
    import openvino

    class Model(torch.nn.Module):
        def forward(self, pixels, token_ids):
            return encode(pixels, token_ids)

    example = (torch.zeros(1, 3, 224, 224), torch.full((1, 16), 101))
    converted = openvino.convert_model(Model(), example_input=example)
    hint = "bf16" if precision == "bfloat16" else "f32"
    settings = {"INFERENCE_PRECISION_HINT": hint, "INFERENCE_NUM_THREADS": threads, "PERFORMANCE_HINT": "LATENCY"}
    compiled = openvino.compile_model(converted, "CPU", settings)
    run = lambda pixels, ids: torch.from_numpy(compiled((pixels.numpy(), ids.numpy()))[0])
    return run, "OpenVINO " + openvino.__version__.split("-")[0]


run, version = openvino() if runtime == "openvino" else (encode, version)

for line in sys.stdin:
    request = json.loads(line)
    with open(request["pixels"], "rb") as file:
        pixels = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).view(1, 3, 224, 224).to(dtype)
    ids = torch.tensor([request["tokenIds"]])
    times = []
    for _ in range(request["count"]):
        started = time.perf_counter()
        embedding = run(pixels, ids)
        times.append((time.perf_counter() - started) * 1000)
    print(json.dumps({"ms": times, "embedding": embedding[0].float().tolist(), "version": version}), flush=True)
