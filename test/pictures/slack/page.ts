import type { KnownBlock } from '@slack/types';
import { blockHtml } from './block-html.ts';

/** Sizes and colours in the manner of Slack's light theme. */
const css = `
body { margin: 0; background: #fff; }
main { width: 720px; padding: 14px 20px 18px; font: 15px/1.46667 Lato, 'Liberation Sans', Arial, sans-serif; color: #1d1c1d; display: flex; gap: 8px; }
.face { flex: none; width: 36px; height: 36px; border-radius: 6px; background: #4a154b; color: #fff; font-weight: bold; text-align: center; line-height: 36px; }
.body { flex: 1; min-width: 0; }
.from b { font-weight: 900; } .from .app { font-size: 10px; background: #e8e8e8; color: #616061; padding: 1px 3px; border-radius: 2px; margin: 0 5px; vertical-align: 1px; }
.from .time { font-size: 12px; color: #616061; }
.header { font-size: 18px; font-weight: 900; line-height: 1.33; margin: 8px 0; }
.context { font-size: 13px; color: #616061; margin: 6px 0; display: flex; flex-wrap: wrap; gap: 2px 8px; line-height: 1.4; }
.rich { margin: 4px 0; } .section { white-space: pre-wrap; overflow-wrap: anywhere; }
.rich ul { margin: 0; padding-left: 28px; overflow-wrap: anywhere; }
pre { font: 12px/1.5 Monaco, Menlo, 'DejaVu Sans Mono', monospace; background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 8px; margin: 4px 0; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12px/1.5 Monaco, Menlo, 'DejaVu Sans Mono', monospace; color: #e01e5a; background: #f8f8f8; border: 1px solid #ddd; border-radius: 3px; padding: 2px 3px 1px; }
.mention { color: #1264a3; background: #e8f5fa; border-radius: 3px; padding: 0 2px 1px; } .link { color: #1264a3; }
.emoji { width: 18px; height: 18px; vertical-align: -3px; }
.actions { margin: 8px 0; display: flex; flex-wrap: wrap; gap: 8px; }
.button { font-size: 13px; font-weight: bold; border: 1px solid #bbbdbe; border-radius: 4px; padding: 4px 11px; } .button.danger { color: #e01e5a; border-color: #e01e5a; }
table { border-collapse: separate; border-spacing: 0; border: 1px solid #ddd; border-radius: 8px; margin: 8px 0; font-size: 14px; overflow: hidden; }
th { background: #f8f8f8; text-align: left; } th, td { padding: 6px 10px; border-right: 1px solid #ddd; border-bottom: 1px solid #ddd; vertical-align: top; }
tr:last-child td { border-bottom: 0; } th:last-child, td:last-child { border-right: 0; }
.plan { border: 1px solid #ddd; border-radius: 12px; padding: 10px 14px; margin: 8px 0; } .plan-title { font-weight: bold; margin-bottom: 4px; }
.task { display: flex; gap: 8px; padding: 3px 0; } .task .emoji { flex: none; margin-top: 2px; } .output { font-size: 13px; color: #616061; }
.unknown { color: #fff; background: #c00; }
`;

/** A page with one message from us. */
export function messagePage(blocks: readonly KnownBlock[]): string {
  return `<!doctype html><meta charset="utf-8"><style>${css}</style><main><div class="face">P</div><div class="body">
<div class="from"><b>Pipehand</b><span class="app">APP</span><span class="time">9:34 AM</span></div>
${blocks.map(blockHtml).join('\n')}</div></main>`;
}
