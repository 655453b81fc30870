import { testPipelineService } from '../contracts/pipeline-service.ts';
import { openEmbedded } from '../support/embedded.ts';

const greet = `
type: pipeline
inputs:
  times: 1
jobs:
  hello:
    type: command
    component:
      type: command
      inputs:
        times: { type: integer, min: 1, max: 9 }
      outputs:
        greeting: { type: uri_folder }
      command: >-
        echo hello there && echo hello > outputs/hello.txt && echo "\${{inputs.times}}" > \${{outputs.greeting}}/times
    inputs:
      times: \${{parent.inputs.times}}
  world:
    command: cat \${{inputs.greeting}}/times
    inputs:
      greeting: \${{parent.jobs.hello.outputs.greeting}}
`;

const brokenStep = `
type: pipeline
jobs:
  fall:
    command: 'echo reading; echo "ValueError: no such column"; exit 3'
`;

const patient = `
type: pipeline
jobs:
  sleep:
    command: sleep 60
`;

testPipelineService('the embedded service', () =>
  openEmbedded({ 'greet.yml': greet, 'broken-step/pipeline.yml': brokenStep, 'patient.yml': patient }),
);
