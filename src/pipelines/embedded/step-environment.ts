import type { FrozenStep } from './frozen-graph.ts';
import type { StepFolder } from './step-folder.ts';
import type { StepValues } from './step-values.ts';

/** Where steps reach the service, and what proves which step it is. */
interface Tracking {
  /** `http://127.0.0.1:3978`. */
  url: string;
  token: string;
}

/** The name the embedded service's one workspace goes by. */
export const workspaceName = 'local';

/** Names the folder in which a step finds its inputs as `INPUT_<name>`. */
export const dataFolderVariable = 'AZUREML_CR_DATA_CAPABILITY_PATH';

const noSubscription = '00000000-0000-0000-0000-000000000000';

interface EnvironmentOf {
  /** What of the machine's own environment steps may see: `PATH`, the language, the time zone. */
  host: Readonly<Record<string, string>>;
  run: { id: string; experiment: string };
  stepId: string;
  step: FrozenStep;
  folder: StepFolder;
  values: StepValues;
  tracking: Tracking;
}

/**
 * The whole environment of a step, built from nothing: the names Azure ML and MLflow scripts read, private HOME and
 * TMPDIR, then what the definition declares. The token comes last, so that nothing can replace it.
 */
export function stepEnvironment(of: EnvironmentOf): Record<string, string> {
  const { run, stepId, step, folder, tracking } = of;
  const mlflow = `${tracking.url}/mlflow/${workspaceName}`;
  const scope = `/subscriptions/${noSubscription}/resourceGroups/local/providers/Microsoft.MachineLearningServices/workspaces/${workspaceName}`;
  return {
    ...valueVariables(of.values),
    ...distributionVariables(step),
    ...of.host,
    HOME: folder.home,
    TMPDIR: folder.home,
    PYTHONUNBUFFERED: '1',
    MPLBACKEND: 'Agg',
    AZUREML_RUN_ID: stepId,
    AZUREML_ROOT_RUN_ID: run.id,
    AZUREML_EXPERIMENT_ID: run.experiment,
    AZUREML_EXPERIMENT_NAME: run.experiment,
    AZUREML_ARM_PROJECT_NAME: run.experiment,
    AZUREML_ARM_WORKSPACE_NAME: workspaceName,
    AZUREML_ARM_SUBSCRIPTION: noSubscription,
    AZUREML_ARM_RESOURCEGROUP: 'local',
    AZUREML_WORKSPACE_ID: workspaceName,
    AZUREML_WORKSPACE_SCOPE: scope,
    AZUREML_EXPERIMENT_SCOPE: `${scope}/experiments/${run.experiment}`,
    AZUREML_SERVICE_ENDPOINT: tracking.url,
    AZUREML_RUN_HISTORY_SERVICE_ENDPOINT: tracking.url,
    AZUREML_DISCOVERY_SERVICE_ENDPOINT: tracking.url,
    [dataFolderVariable]: folder.root,
    AZUREML_CR_EXECUTION_WORKING_DIR_PATH: folder.working,
    PIPEHAND_STEP: step.name,
    ...step.environmentVariables,
    MLFLOW_TRACKING_URI: mlflow,
    MLFLOW_EXPERIMENT_ID: run.experiment,
    MLFLOW_EXPERIMENT_NAME: run.experiment,
    MLFLOW_RUN_ID: stepId,
    MLFLOW_TRACKING_TOKEN: tracking.token,
    AZUREML_RUN_TOKEN: tracking.token,
  };
}

function valueVariables(values: StepValues): Record<string, string> {
  const variables: [string, string][] = [];
  for (const [name, { text }] of values.inputs) {
    if (values.data.has(name))
      variables.push([`AZURE_ML_INPUT_${name}`, text], [`AZUREML_DATAREFERENCE_${name}`, text]);
    else variables.push([`AZUREML_PARAMETER_${name}`, text]);
  }
  // Steps of Azure ML also get each output under its bare name.
  for (const [name, { text }] of values.outputs) variables.push([`AZURE_ML_OUTPUT_${name}`, text], [name, text]);
  return Object.fromEntries(variables);
}

/** One process is run whatever the definition asks, and it is told so in the words of each framework. */
function distributionVariables(step: FrozenStep): Record<string, string> {
  if (!step.distribution) return {};
  const one = {
    RANK: '0',
    WORLD_SIZE: '1',
    LOCAL_RANK: '0',
    NODE_RANK: '0',
    MASTER_ADDR: '127.0.0.1',
    MASTER_PORT: '29500',
  };
  if (step.distribution !== 'tensorflow') return one;
  const cluster = { cluster: { worker: ['127.0.0.1:29500'] }, task: { type: 'worker', index: 0 } };
  return { ...one, TF_CONFIG: JSON.stringify(cluster) };
}
