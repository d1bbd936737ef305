#!/usr/bin/env bash
# Trains the demo model from nothing and writes it into models/demo. One command, from anywhere:
#   models/demo/training/train.sh [work folder]
# It needs `npm ci` to have been run, Python 3.10 or newer, 6 GB for PyTorch and 2 GB for the pictures.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
repository="$(cd "$here/../../.." && pwd)"
work="${1:-$repository/.cache/demo-training}"
parts=24
mkdir -p "$work/pool"

if [ ! -x "$work/venv/bin/python" ]; then
  python3 -m venv "$work/venv"
fi
"$work/venv/bin/pip" install --quiet -r "$here/requirements.txt"

cd "$repository"
node --import tsx "$here/export_wordings.ts" "$work/pool/wordings.json"
# Short processes, two at a time.
seq 0 $((parts - 1)) | xargs -P 2 -I{} node --import tsx "$here/render_pool.ts" train "$work/pool" training {} "$parts"
node --import tsx "$here/render_pool.ts" gallery "$work/pool" evaluation
node --import tsx "$here/render_pool.ts" queries "$work/pool" evaluation

# Threads that spin while they wait make a busy machine several times slower.
export OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0
# The first leg ends before its learning rate is zero; the second, without classifiers and in large batches, goes on.
"$work/venv/bin/python" "$here/train.py" --pool "$work/pool" --out "$work/first.pt" --stop 2250
"$work/venv/bin/python" "$here/train.py" --pool "$work/pool" --out "$work/model.pt" --resume "$work/first.pt" \
  --steps 300 --decay 300 --rate 3.5e-4 --seed 1
"$work/venv/bin/python" "$here/evaluate.py" --pool "$work/pool" --checkpoint "$work/model.pt"
"$work/venv/bin/python" "$here/export.py" "$work/model.pt" "$repository/models/demo"
