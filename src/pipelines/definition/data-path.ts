import { resolve } from 'node:path';
import { excerpt } from './findings.ts';
import type { DatastorePath } from './graph.ts';

/** Where a written path leads. `refused` says in words why it cannot be used here. */
type WrittenPath =
  | { kind: 'local'; path: string }
  | { kind: 'datastore'; at: DatastorePath }
  | { kind: 'refused'; words: string };

/** Names of the datastores that the service has. */
export type KnownDatastores = readonly string[];

/** The datastores every Azure ML workspace has; the first one is the default of outputs. */
export const workspaceDatastores: KnownDatastores = [
  'workspaceblobstore',
  'workspacefilestore',
  'workspaceartifactstore',
];

/** Old name of the file store in Azure's first articles. */
const aliases: Readonly<Record<string, string>> = { workspacefileblobstore: 'workspacefilestore' };

const datastoreUri = /^azureml:\/\/datastores\/(\$\{\{[^}]*\}\}|[^/]+)\/paths(?:\/(.*))?$/s;
const scheme = /^([a-z][a-z0-9+.-]+):/i;
const macro = /\$\{\{\s*(?:name|output_name|default_datastore)\s*\}\}/g;

/** A path of input data: local (relative to `folder`, the folder of the file it is written in) or in a datastore. */
export function readInputPath(text: string, folder: string, datastores: KnownDatastores): WrittenPath {
  const uri = datastoreUri.exec(text);
  if (!uri) return readLocalPath(text, folder, 'data');
  if (text.includes('${{')) return refused('holds an expression; a path of input data is plain text');
  return readDatastorePath(uri, datastores);
}

/** A path of an output: a place in a datastore, in which the macros of `StepOutput` may stand. */
export function readOutputPath(text: string, datastores: KnownDatastores): WrittenPath {
  const uri = datastoreUri.exec(text);
  if (!uri) {
    return refused('is no place for an output; write azureml://datastores/<datastore>/paths/<path>, or leave path out');
  }
  if (text.replaceAll(macro, '').includes('${{')) {
    return refused(
      `holds an expression; only \${{name}}, \${{output_name}} and \${{default_datastore}} can stand in it`,
    );
  }
  return readDatastorePath(uri, datastores);
}

/** A path of code, data or a component that must be on this machine. */
export function readLocalPath(text: string, folder: string, what: 'code' | 'data' | 'component'): WrittenPath {
  const path = text.replace(/^file:(?:\/\/)?/, '');
  const remote = scheme.exec(path)?.[1]?.toLowerCase();
  if (remote !== undefined) return refused(remoteWords(path, remote, what));
  if (path.trim() === '') return refused('is no path');
  return { kind: 'local', path: resolve(folder, path) };
}

/** The name under which Pipehand knows a datastore, from `name` or `azureml:name`; undefined for an unknown one. */
export function datastoreNamed(text: string, datastores: KnownDatastores): string | undefined {
  const name = text.replace(/^azureml:(?:\/\/datastores\/)?/, '');
  const known = Object.hasOwn(aliases, name) ? aliases[name] : name;
  return datastores.find((each) => each === known);
}

function readDatastorePath([, store = '', path = '']: RegExpExecArray, datastores: KnownDatastores): WrittenPath {
  const datastore = /^\$\{\{\s*default_datastore\s*\}\}$/.test(store) ? store : datastoreNamed(store, datastores);
  if (datastore === undefined)
    return refused(`is in the datastore ${excerpt(store)}, which is not here; there are ${datastores.join(', ')}`);
  if (path.split('/').includes('..')) return refused('leaves its datastore: .. cannot stand in it');
  return { kind: 'datastore', at: { datastore, path } };
}

function remoteWords(path: string, remote: string, what: 'code' | 'data' | 'component'): string {
  if (what === 'component') {
    const place = remote === 'azureml' ? 'is registered in Azure and not known here' : 'is not on this machine';
    return `${place}; write the path of the component's file, as in component: ./train.yml`;
  }
  if (what === 'code') return 'is not on this machine; code is a local folder or file, as in code: ./src';
  if (/^azureml:\/\/(?:jobs|subscriptions|locations|registries)\b/.test(path) || remote === 'runs') {
    return 'is kept in Azure and not known here; copy it here and write its path, as in path: ./data';
  }
  if (remote === 'azureml') {
    return 'is registered in Azure and not known here; write a local path, as in path: ./data, or azureml://datastores/<datastore>/paths/<path>';
  }
  return 'is not on this machine; download it and write its path, as in path: ./data';
}

function refused(words: string): WrittenPath {
  return { kind: 'refused', words };
}
