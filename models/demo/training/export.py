"""
Writes a trained checkpoint as a model folder: `model.pth` (fp16, the key names of the published Visualized BGE),
`vocab.txt` and `config.json`.

    python export.py <checkpoint> <model folder>
"""

import hashlib
import json
import sys
from pathlib import Path

import torch

from words import SPECIAL_TOKENS

SHIPPED_SIDE, SHIPPED_PATCH = 224, 32

TEXT_LAYER = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "attention_output": "attention.output.dense",
    "attention_norm": "attention.output.LayerNorm",
    "intermediate": "intermediate.dense",
    "output": "output.dense",
    "output_norm": "output.LayerNorm",
}


def enlarge_kernel(kernel: torch.Tensor) -> torch.Tensor:
    """
    A kernel that does to a picture what the trained one does to the picture at half the size, when each pixel of that is
    the mean of 2 x 2: every value four times, divided by four.
    """
    factor = SHIPPED_PATCH // kernel.shape[-1]
    return kernel.repeat_interleave(factor, 2).repeat_interleave(factor, 3) / factor**2


def published_names(state: dict[str, torch.Tensor], width: int, vision_layers: int, text_layers: int):
    """The tensors under the names of the published checkpoints; what inference does not use is zeros and ones."""
    out: dict[str, torch.Tensor] = {}
    for index in range(text_layers):
        for ours, theirs in TEXT_LAYER.items():
            for kind in ("weight", "bias"):
                out[f"bge_encoder.layer.{index}.{theirs}.{kind}"] = state[f"layers.{index}.{ours}.{kind}"]
    out["bge_embeddings.word_embeddings.weight"] = state["words.weight"]
    out["bge_embeddings.position_embeddings.weight"] = state["text_positions.weight"]
    out["bge_embeddings.token_type_embeddings.weight"] = state["token_types.weight"]
    out["bge_embeddings.LayerNorm.weight"] = state["embedding_norm.weight"]
    out["bge_embeddings.LayerNorm.bias"] = state["embedding_norm.bias"]
    out["bge_pooler.dense.weight"] = torch.zeros(width, width)
    out["bge_pooler.dense.bias"] = torch.zeros(width)
    visual = "model_visual.visual."
    out["model_visual.logit_scale"] = torch.tensor(2.66)
    out[visual + "cls_token"] = state["cls"]
    out[visual + "pos_embed"] = state["vision_positions"]
    out[visual + "patch_embed.proj.weight"] = enlarge_kernel(state["patch.weight"])
    out[visual + "patch_embed.proj.bias"] = state["patch.bias"]
    # The first row of ours leaves [CLS] as it is; the published tables hold the patches only.
    cosines, sines = state["cosines"][1:], state["sines"][1:]
    out[visual + "rope.freqs_cos"], out[visual + "rope.freqs_sin"] = cosines, sines
    for index in range(vision_layers):
        prefix = f"blocks.{index}."
        for name, tensor in state.items():
            if name.startswith(prefix):
                out[visual + name] = tensor
        out[visual + prefix + "attn.rope.freqs_cos"] = cosines
        out[visual + prefix + "attn.rope.freqs_sin"] = sines
    out[visual + "norm.weight"], out[visual + "norm.bias"] = torch.ones(width), torch.zeros(width)
    out[visual + "head.weight"], out[visual + "head.bias"] = torch.zeros(width, width), torch.zeros(width)
    out["visual_proj.weight"] = state["visual_proj.weight"]
    out["visual_proj.bias"] = state["visual_proj.bias"]
    return out


def layers(state: dict[str, torch.Tensor], prefix: str) -> int:
    return len({name.split(".")[1] for name in state if name.startswith(prefix)})


def main() -> None:
    checkpoint, folder = torch.load(sys.argv[1], map_location="cpu"), Path(sys.argv[2])
    state, width, vocabulary = checkpoint["model"], checkpoint["width"], checkpoint["vocabulary"]
    vision_layers, text_layers = layers(state, "blocks."), layers(state, "layers.")
    tensors = published_names(state, width, vision_layers, text_layers)
    halves: dict[int, torch.Tensor] = {}
    for tensor in tensors.values():
        halves.setdefault(id(tensor), tensor.detach().half().contiguous().clone())
    # The rope tables keep one storage under their several names, as in the published file.
    torch.save({name: halves[id(tensor)] for name, tensor in tensors.items()}, folder / "model.pth")
    (folder / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")

    grid = SHIPPED_SIDE // SHIPPED_PATCH
    positions = state["text_positions.weight"].shape[0]
    config = {
        "version": 1,
        "name": "demo",
        "dimension": width,
        "languages": ["en"],
        "vision": {
            "imageSize": SHIPPED_SIDE,
            "patchSize": SHIPPED_PATCH,
            "grid": grid,
            "patches": grid**2,
            "width": width,
            "heads": width // 64,
            "headWidth": 64,
            "blocks": vision_layers,
            "mlpRatio": 2.6667,
            "mlpHidden": int(width * 2.6667),
            "layerNormEps": 1e-6,
            "ropeSpan": 16,
            "ropeTheta": 10000,
            "ropeTables": "take them from the checkpoint (fp16), do not compute them",
            "unusedHeadOutputs": width,
            "pixelMean": [0.48145466, 0.4578275, 0.40821073],
            "pixelStd": [0.26862954, 0.26130258, 0.27577711],
        },
        "text": {
            "hidden": width,
            "layers": text_layers,
            "heads": width // 64,
            "headWidth": 64,
            "intermediate": 3 * width,
            "activation": "gelu (erf)",
            "positions": positions,
            "tokenTypes": 2,
            "vocabulary": len(vocabulary),
            "layerNormEps": 1e-12,
            "positionRuleTextOnly": "0,1,2,…",
            "padId": 0,
        },
        "limits": {"maxTokensTextOnly": positions, "maxTokensWithImage": positions - grid**2},
        "pooling": "hidden state 0, then divided by max(its L2 norm, 1e-12)",
        "storage": "float16; the reference computes in float32 with these values",
        "tokenizer": {
            "kind": "BERT WordPiece, uncased",
            "vocabularyFile": "vocab.txt",
            "pad": 0,
            "unk": SPECIAL_TOKENS - 4,
            "cls": SPECIAL_TOKENS - 3,
            "sep": SPECIAL_TOKENS - 2,
            "mask": SPECIAL_TOKENS - 1,
        },
        "checkpoint": {
            "file": "model.pth",
            "sha256": hashlib.sha256((folder / "model.pth").read_bytes()).hexdigest(),
            "tensors": len(tensors),
        },
    }
    (folder / "config.json").write_text(json.dumps(config, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(tensors)} tensors, {(folder / 'model.pth').stat().st_size} bytes")


if __name__ == "__main__":
    main()
