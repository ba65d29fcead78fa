"""Loads the files of loads-in-torch.ts into deel-torchlip and torch.nn, strictly, and prints the largest difference of outputs: python torch_loads.py <folder>."""

import json
import struct
import sys
from pathlib import Path

import numpy as np
import torch
from deel import torchlip
from torch import nn

DTYPES = {"F32": np.float32, "I32": np.int32, "I64": np.int64}


def load(file):
    data = file.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    read = lambda e: np.frombuffer(data[8 + size :][slice(*e["data_offsets"])], DTYPES[e["dtype"]]).reshape(e["shape"])
    return {name: torch.from_numpy(read(entry).copy()) for name, entry in header.items()}


folder = Path(sys.argv[1])
x, want = (load(folder / "data.safetensors")[name] for name in ("input", "output"))
mlp = torchlip.Sequential(
    torchlip.SpectralLinear(12, 8), torchlip.GroupSort2(), torchlip.SpectralLinear(8, 8), torchlip.GroupSort2(), torchlip.FrobeniusLinear(8, 3, disjoint_neurons=False)
)
mlp.load_state_dict(load(folder / "torchlip.safetensors"), strict=True)
plain = nn.Sequential(nn.Linear(12, 8), torchlip.GroupSort2(), nn.Linear(8, 8), torchlip.GroupSort2(), nn.Linear(8, 3))
plain.load_state_dict(load(folder / "torch.safetensors"), strict=True)
with torch.no_grad():
    for name, model in (("torchlip", mlp), ("torch", plain)):
        print(name, float((model.eval()(x) - want).abs().max()))
