import { spawnSync } from 'node:child_process';

type Definitions = Readonly<Record<string, string>>;

/**
 * `greet`: `write` adds a line to the file `greetings` of the world, logs sixty lines and leaves a file; then `measure`
 * logs the metric `length`. Parameters: `name` and `times` (an integer from 1 to 9).
 */
export function greet(world: string, word = 'hello'): Definitions {
  return {
    'greet/pipeline.yml': `
type: pipeline
description: Greets somebody
experiment_name: greetings
inputs:
  name: world
  times: { type: integer, default: 1, min: 1, max: 9 }
jobs:
  write:
    command: |
      echo "${word} \${{inputs.name}} \${{inputs.times}}" >> ${world}/greetings
      seq 1 60
      echo "${word}" > outputs/greeting.txt
    inputs: { name: "\${{parent.inputs.name}}", times: "\${{parent.inputs.times}}" }
    outputs: { done: { type: uri_folder } }
  measure:
    code: ./src
    command: "python3 measure.py # \${{inputs.done}}"
    inputs: { done: "\${{parent.jobs.write.outputs.done}}" }
`,
    'greet/src/measure.py': `
import json, os, time, urllib.request

def log(iteration, value):
    metric = {"run_id": os.environ["MLFLOW_RUN_ID"], "key": "length", "value": value, "step": iteration,
              "timestamp": int(time.time() * 1000)}
    urllib.request.urlopen(urllib.request.Request(
        os.environ["MLFLOW_TRACKING_URI"] + "/api/2.0/mlflow/runs/log-metric", json.dumps(metric).encode(),
        {"Authorization": "Bearer " + os.environ["MLFLOW_TRACKING_TOKEN"], "Content-Type": "application/json"}))

log(0, 5)
log(1, 7.5)
print("measured ${word}")
`,
  };
}

/** `note`: one step that adds `word` and the parameter `text` to the file `notes` of the world. */
export function note(world: string, word = 'noted'): Definitions {
  return {
    'note/pipeline.yml': `
code: ./src
command: bash note.sh "\${{inputs.text}}" >> ${world}/notes
inputs: { text: nothing }
experiment_name: notes
`,
    'note/src/note.sh': `echo "${word} $1"\n`,
  };
}

/** `fall`: after a step that completes, one that says why it fails and one that goes on beside it; a last one never starts. */
export function fall(): Definitions {
  return {
    'fall.yml': `
type: pipeline
experiment_name: accidents
jobs:
  climb:
    command: echo climbing
    outputs: { top: { type: uri_folder } }
  slip:
    command: "echo 'ValueError: no such column' >&2; exit 3 # \${{inputs.top}}"
    inputs: { top: "\${{parent.jobs.climb.outputs.top}}" }
    outputs: { end: { type: uri_folder } }
  look:
    command: "echo looking # \${{inputs.top}}"
    inputs: { top: "\${{parent.jobs.climb.outputs.top}}" }
  cheer:
    command: "echo hurray # \${{inputs.end}}"
    inputs: { end: "\${{parent.jobs.slip.outputs.end}}" }
`,
  };
}

/** `late`: one step that waits until the world has the file `cue`, and then says why it fails. */
export function late(world: string): Definitions {
  const command = `until [ -e ${world}/\${{inputs.cue}} ]; do sleep 0.05; done; echo 'KeyError: label' >&2; exit 4`;
  return { 'late.yml': `command: "${command}"\ninputs: { cue: go }\nexperiment_name: nightly\n` };
}

/** `patient`: one step that says `waiting` and then waits for a minute, in a process that `waits` finds. */
export function patient(world: string): Definitions {
  return {
    'patient.yml': `
command: "python3 -c 'import time; print(\\"waiting\\", flush=True); time.sleep(60)' ${world}/patience-of-\${{inputs.who}}; true"
inputs: { who: somebody }
`,
  };
}

/** True while a process of the step of `patient` is there. */
export function waits({ world }: { world: string }, who = 'somebody'): boolean {
  return spawnSync('pgrep', ['-f', `${world}/patience-of-${who}`]).status === 0;
}
