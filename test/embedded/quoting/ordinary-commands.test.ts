import { expect, it } from 'vitest';
import { rendered } from './rendering.ts';

const prompt = 'It\'s 5 o\'clock; "what" now? (a|b) $HOME & `x`';

it.each([
  'python train.py --data «data» --prompt «x» --model «outputs.model»',
  'pip install -r requirements.txt && python main.py --prompt "«x»"',
  "pip install 'mlflow<2.19' -q && python train.py --prompt «x»",
  'python3.11 -u -W ignore train.py «x» 2>&1 | tee «outputs.logs»/log.txt',
  'python -m src.train --config config.yml --prompt «x»',
  'python $SRC_DIR/../train.py $[[--prompt «none»]]; python t.py "«x»"',
  'source activate env && python train.py «x»',
  'eval "$(conda shell.bash hook)" && conda activate env && python train.py «x»',
  'conda install -y python=3.10 pip && conda run -n env python train.py «x»',
  'apt-get update && sudo apt-get install -y python3 jq; python train.py «x» | tail -n 5',
  'set -euo pipefail\nexport HF_HOME=«outputs.cache» PROMPT="«x»"\npython train.py\nls -la "«outputs.cache»" | head',
  'PROMPT="«x»" python -c "import os; print(os.environ[\'PROMPT\'])" > «outputs.out»/prompt.txt',
  'torchrun --nproc_per_node «n» --rdzv_id=«n» train.py --prompt «x»',
  'accelerate launch --num_processes 2 train.py --prompt «x»',
  'mpirun -np «n» -H localhost python train.py --prompt «x»',
  'timeout «n» python train.py -c «x» -e «x»',
  'CUDA_VISIBLE_DEVICES=«n» nohup python train.py «x» &\nwait',
  'if [ "«x»" = "none" ]; then python a.py; elif [ -n "«x»" ]; then python b.py "«x»"; fi',
  'for seed in 1 2 3; do python train.py --seed $seed --prompt "«x»"; done',
  'while read -r line; do echo "$line: «x»"; done < «data»/list.txt',
  'find . -type d; find «data» -name "*.csv" | xargs -n 1 wc -l; grep -rn «x» «data» | sort | uniq -c',
  'cat «data»/a.csv | awk -F, "{print $1}" | sed s/a/b/ > a.txt; echo "«x»" >> «outputs.out»/b.txt',
  'cat > config.yml <<EOF\nepochs: «n»\nEOF\npython train.py --config config.yml --prompt "«x»"',
  'python - <<EOF\nprint("epochs", «n»)\nEOF\necho "«x»"',
  'python train.py --json \'{"prompt": "«x»"}\' --epochs $((«n» * 2)) --at "$(date +%s)"',
  'mkdir -p «outputs.out» && cd «outputs.out» && (python train.py «x» || exit 1)',
  'Rscript --vanilla train.R --prompt «x»; node --max-old-space-size=4096 app.js «x»; bash -e run.sh «x»; ./run.sh «x»',
  'command -v python3 && which bash && hash -r && printf "%s\\n" "«x»" | tee a.txt',
  'exec > >(tee «outputs.logs»/log.txt) 2>&1; EPOCHS=«n» R_MIN="«x»" python train.py "«x»"',
  "# it's simple\necho «x» # «n»\n",
])('%j takes a sentence', (template) => {
  expect(rendered(template, { x: prompt, n: '2', data: '/data/my files' })).toContain('It');
});
