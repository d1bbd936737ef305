"""Visualized BGE in plain PyTorch, written from the published description (arXiv:2406.04292, EVA-02, BERT) in the form that one writes
in PyTorch: nn.functional, scaled_dot_product_attention."""
import torch
import torch.nn.functional as F

VISION = "model_visual.visual."
TEXT = "bge_embeddings."


def load(path, dtype):
    state = {name: tensor.to(dtype).contiguous() for name, tensor in torch.load(path, map_location="cpu", weights_only=True).items()}
    blocks = 1 + max(int(name.split(".")[3]) for name in state if name.startswith(VISION + "blocks."))
    layers = 1 + max(int(name.split(".")[2]) for name in state if name.startswith("bge_encoder.layer."))
    COS, SIN = state[VISION + "rope.freqs_cos"], state[VISION + "rope.freqs_sin"]

    def linear(x, name, bias=True):
        return F.linear(x, state[name + ".weight"], state[name + ".bias"] if bias else None)

    def norm(x, name, epsilon):
        weight = state[name + ".weight"]
        return F.layer_norm(x, weight.shape, weight, state[name + ".bias"], epsilon)

    def heads(x):
        return x.unflatten(-1, (-1, 64)).transpose(1, 2)

    def rotate(x):
        """Pairs of neighbours turn by the angle of their patch; the CLS token stays."""
        cls, rest = x[:, :, :1], x[:, :, 1:]
        pairs = rest.unflatten(-1, (-1, 2))
        turned = torch.stack((-pairs[..., 1], pairs[..., 0]), -1).flatten(-2)
        return torch.cat((cls, rest * COS + turned * SIN), 2)

    def see(pixels):
        patch = state[VISION + "patch_embed.proj.weight"]
        x = F.conv2d(pixels, patch, state[VISION + "patch_embed.proj.bias"], stride=patch.shape[-1]).flatten(2).transpose(1, 2)
        x = torch.cat((state[VISION + "cls_token"], x), 1) + state[VISION + "pos_embed"]
        for index in range(blocks):
            b = f"{VISION}blocks.{index}."
            h = norm(x, b + "norm1", 1e-6)
            q = F.linear(h, state[b + "attn.q_proj.weight"], state[b + "attn.q_bias"])
            k = F.linear(h, state[b + "attn.k_proj.weight"])
            v = F.linear(h, state[b + "attn.v_proj.weight"], state[b + "attn.v_bias"])
            h = F.scaled_dot_product_attention(rotate(heads(q)), rotate(heads(k)), heads(v)).transpose(1, 2).flatten(2)
            x = x + linear(norm(h, b + "attn.inner_attn_ln", 1e-6), b + "attn.proj")
            h = norm(x, b + "norm2", 1e-6)
            h = norm(F.silu(linear(h, b + "mlp.w1")) * linear(h, b + "mlp.w2"), b + "mlp.ffn_ln", 1e-6)
            x = x + linear(h, b + "mlp.w3")
        image = linear(x[:, 1:], "visual_proj")
        return norm(image + state[TEXT + "position_embeddings.weight"][1 : 1 + image.shape[1]], TEXT + "LayerNorm", 1e-12)

    def encode(pixels, token_ids):
        image = see(pixels)
        count = image.shape[1]
        positions = torch.tensor([0] + [count + index for index in range(1, token_ids.shape[1])])
        text = F.embedding(token_ids, state[TEXT + "word_embeddings.weight"])
        text = text + state[TEXT + "position_embeddings.weight"][positions] + state[TEXT + "token_type_embeddings.weight"][0]
        text = norm(text, TEXT + "LayerNorm", 1e-12)
        x = torch.cat((text[:, :1], image, text[:, 1:]), 1)
        for index in range(layers):
            b = f"bge_encoder.layer.{index}."
            q, k, v = (heads(linear(x, f"{b}attention.self.{part}")) for part in ("query", "key", "value"))
            h = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2)
            x = norm(x + linear(h, b + "attention.output.dense"), b + "attention.output.LayerNorm", 1e-12)
            h = linear(F.gelu(linear(x, b + "intermediate.dense")), b + "output.dense")
            x = norm(x + h, b + "output.LayerNorm", 1e-12)
        return F.normalize(x[:, 0], dim=-1)

    return encode
