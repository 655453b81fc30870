import type { CommandBody } from './command-body.ts';
import type { Component } from './components.ts';
import type { Position } from './graph.ts';
import type { OutputDeclaration } from './output-declarations.ts';
import type { Place } from './reading.ts';
import type { Written, WrittenScalar } from './written.ts';

/** A node of a pipeline before its inputs are bound. A `refused` one was reported and only keeps its name. */
export type Node = CommandNode | PipelineNode | { kind: 'refused' };

/** What all nodes have. `at` is the line of the node's name. */
export interface NodeBase {
  /** Dotted path from the root: `train_pipeline.train_job`. */
  name: string;
  at: Position;
  place: Place;
  /** The pipeline around it; only the root has none. */
  parent: PipelineNode | undefined;
  /** What the node gives to its inputs, and how it wants its outputs. */
  inputs: ReadonlyMap<string, Written>;
  outputs: ReadonlyMap<string, OutputDeclaration>;
  component?: Component;
  compute?: WrittenScalar;
}

/** A step. */
export interface CommandNode extends NodeBase {
  kind: 'command';
  body: CommandBody;
}

/** A pipeline: the root, or a node whose component is a pipeline. */
export interface PipelineNode extends NodeBase {
  kind: 'pipeline';
  children: ReadonlyMap<string, Node>;
}

/** The names of all inputs of a node: those its component declares, else those it writes. */
export function inputNames({ component, inputs }: NodeBase): readonly string[] {
  return [...(component?.inputs ?? inputs).keys()];
}
