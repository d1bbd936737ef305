"""
The architecture of Visualized BGE, small: an EVA-02 vision tower whose patches are put between [CLS] and the text of a
BERT encoder (post-norm). Trained at 112 pixels with patches of 16; `export.py` turns that, exactly, into 224 with 32.
"""

import torch
import torch.nn.functional as F
from torch import nn

HEAD_WIDTH = 64
VISION_EPSILON = 1e-6
TEXT_EPSILON = 1e-12


def rope_tables(grid: int, span: int = 16) -> tuple[torch.Tensor, torch.Tensor]:
    """Cosines and sines [grid * grid, 64] of the two-dimensional rotary positions."""
    half = HEAD_WIDTH // 2
    frequencies = 10000 ** (-torch.arange(0, half, 2).float() / half)
    positions = torch.arange(grid).float() / grid * span
    angles = torch.repeat_interleave(positions[:, None] * frequencies, 2, -1)
    rows = angles[:, None, :].expand(grid, grid, half)
    columns = angles[None, :, :].expand(grid, grid, half)
    both = torch.cat([rows, columns], -1).reshape(grid * grid, HEAD_WIDTH)
    return both.cos(), both.sin()


def rotate(x: torch.Tensor, cosines: torch.Tensor, sines: torch.Tensor) -> torch.Tensor:
    turned = torch.stack([-x[..., 1::2], x[..., ::2]], -1).flatten(-2)
    return x * cosines + turned * sines


class VisionAttention(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.heads = width // HEAD_WIDTH
        self.q_bias = nn.Parameter(torch.zeros(width))
        self.v_bias = nn.Parameter(torch.zeros(width))
        self.q_proj = nn.Linear(width, width, bias=False)
        self.k_proj = nn.Linear(width, width, bias=False)
        self.v_proj = nn.Linear(width, width, bias=False)
        self.inner_attn_ln = nn.LayerNorm(width, eps=VISION_EPSILON)
        self.proj = nn.Linear(width, width)

    def forward(self, x, cosines, sines):
        batch, tokens, width = x.shape
        weight = torch.cat([self.q_proj.weight, self.k_proj.weight, self.v_proj.weight])
        bias = torch.cat([self.q_bias, torch.zeros_like(self.q_bias), self.v_bias])
        shape = (batch, tokens, 3, self.heads, HEAD_WIDTH)
        query, key, value = F.linear(x, weight, bias).view(shape).permute(2, 0, 3, 1, 4)
        attended = F.scaled_dot_product_attention(rotate(query, cosines, sines), rotate(key, cosines, sines), value)
        return self.proj(self.inner_attn_ln(attended.transpose(1, 2).reshape(batch, tokens, width)))


class SwiGlu(nn.Module):
    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.w1 = nn.Linear(width, hidden)
        self.w2 = nn.Linear(width, hidden)
        self.ffn_ln = nn.LayerNorm(hidden, eps=VISION_EPSILON)
        self.w3 = nn.Linear(hidden, width)

    def forward(self, x):
        return self.w3(self.ffn_ln(F.silu(self.w1(x)) * self.w2(x)))


class VisionBlock(nn.Module):
    def __init__(self, width: int):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=VISION_EPSILON)
        self.attn = VisionAttention(width)
        self.norm2 = nn.LayerNorm(width, eps=VISION_EPSILON)
        self.mlp = SwiGlu(width, int(width * 2.6667))

    def forward(self, x, cosines, sines):
        x = x + self.attn(self.norm1(x), cosines, sines)
        return x + self.mlp(self.norm2(x))


class TextLayer(nn.Module):
    def __init__(self, width: int, hidden: int):
        super().__init__()
        self.heads = width // HEAD_WIDTH
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.attention_output = nn.Linear(width, width)
        self.attention_norm = nn.LayerNorm(width, eps=TEXT_EPSILON)
        self.intermediate = nn.Linear(width, hidden)
        self.output = nn.Linear(hidden, width)
        self.output_norm = nn.LayerNorm(width, eps=TEXT_EPSILON)

    def forward(self, x, mask, first_only: bool):
        """`first_only` computes token 0 alone, which is all that the last layer is asked for."""
        batch, _, width = x.shape

        def split(projected):
            return projected.view(batch, -1, self.heads, HEAD_WIDTH).transpose(1, 2)

        asked = x[:, :1] if first_only else x
        attended = F.scaled_dot_product_attention(
            split(self.query(asked)), split(self.key(x)), split(self.value(x)), attn_mask=mask
        )
        mixed = self.attention_norm(asked + self.attention_output(attended.transpose(1, 2).reshape(batch, -1, width)))
        return self.output_norm(mixed + self.output(F.gelu(self.intermediate(mixed))))


class ComposedEncoder(nn.Module):
    def __init__(self, vocabulary, width=128, vision_layers=4, text_layers=4, side=112, patch=16, positions=160):
        super().__init__()
        self.width = width
        self.grid = side // patch
        self.patches = self.grid**2
        self.patch = nn.Conv2d(3, width, patch, patch)
        self.cls = nn.Parameter(torch.zeros(1, 1, width))
        self.vision_positions = nn.Parameter(torch.zeros(1, self.patches + 1, width))
        self.blocks = nn.ModuleList(VisionBlock(width) for _ in range(vision_layers))
        self.visual_proj = nn.Linear(width, width)
        self.words = nn.Embedding(vocabulary, width)
        self.text_positions = nn.Embedding(positions, width)
        self.token_types = nn.Embedding(2, width)
        self.embedding_norm = nn.LayerNorm(width, eps=TEXT_EPSILON)
        self.layers = nn.ModuleList(TextLayer(width, 3 * width) for _ in range(text_layers))
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.trunc_normal_(module.weight, std=0.8 / module.in_features**0.5)
                if module.bias is not None:
                    nn.init.zeros_(module.bias)
            elif isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=0.05)
        nn.init.trunc_normal_(self.vision_positions, std=0.02)
        nn.init.trunc_normal_(self.cls, std=0.02)
        cosines, sines = rope_tables(self.grid)
        unturned = torch.ones(1, HEAD_WIDTH)
        self.register_buffer("cosines", torch.cat([unturned, cosines]))
        self.register_buffer("sines", torch.cat([unturned * 0, sines]))

    def picture_tokens(self, pictures):
        """Normalised pictures [n, 3, side, side] -> tokens [n, patches, width], as the text encoder takes them."""
        patches = self.patch(pictures).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls.expand(len(pictures), -1, -1), patches], 1) + self.vision_positions
        for block in self.blocks:
            x = block(x, self.cosines, self.sines)
        return self.embedding_norm(self.visual_proj(x[:, 1:]) + self.text_positions.weight[1 : self.patches + 1])

    def encode(self, pictures, ids, mask):
        """
        Unit vectors [n, width] of texts [n, t], with picture tokens between [CLS] and the rest where there are some.
        """
        batch, tokens = ids.shape
        if pictures is None:
            positions = torch.arange(tokens)
        else:
            rest = torch.arange(self.patches + 1, self.patches + tokens)
            positions = torch.cat([torch.zeros(1, dtype=torch.long), rest])
        text = self.embedding_norm(self.words(ids) + self.text_positions(positions) + self.token_types.weight[0])
        if pictures is None:
            x = text
        else:
            x = torch.cat([text[:, :1], pictures, text[:, 1:]], 1)
            mask = torch.cat([torch.ones(batch, self.patches, dtype=torch.bool), mask], 1)
        attention_mask = None if bool(mask.all()) else mask[:, None, None, :]
        for index, layer in enumerate(self.layers):
            x = layer(x, attention_mask, index == len(self.layers) - 1)
        return F.normalize(x[:, 0], dim=-1)
