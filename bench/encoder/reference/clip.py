"""CLIP as transformers computes it. BGE-VL composes a picture and a text by the sum of their vectors (MegaPairs, arXiv:2412.14475)."""
from pathlib import Path

import torch.nn.functional as F
from transformers import CLIPModel


def load(path, dtype):
    model = CLIPModel.from_pretrained(Path(path).parent, dtype=dtype).eval().requires_grad_(False)

    def encode(pixels, token_ids):
        image = model.visual_projection(model.vision_model(pixels).pooler_output)
        text = model.text_projection(model.text_model(token_ids).pooler_output)
        return F.normalize(image + text, dim=-1)

    return encode
