import type { InputBlock, ModalView } from '@slack/types';
import { escaped } from './block-html.ts';

/** Sizes and colours in the manner of Slack's modals, light and dark, on a desktop and on a phone. */
const css = `
body { margin: 0; } main { display: flex; width: max-content; }
section { padding: 20px; font: 15px/1.46667 Lato, 'Liberation Sans', Arial, sans-serif; color: var(--text); background: var(--page); }
.light { --page: #ddd; --modal: #fff; --text: #1d1c1d; --quiet: #616061; --line: #bbbdbe; --edge: #ddd; }
.dark { --page: #121016; --modal: #1a1d21; --text: #d1d2d3; --quiet: #ababad; --line: #565856; --edge: #35373b; }
.modal { background: var(--modal); border-radius: 8px; overflow: hidden; }
.desktop { width: 520px; } .phone { width: 320px; }
.top, .bottom { display: flex; align-items: center; gap: 12px; padding: 16px 24px; } .top { justify-content: space-between; } .bottom { justify-content: flex-end; border-top: 1px solid var(--edge); }
.top b { font-size: 20px; font-weight: 900; } .top span { color: var(--quiet); }
.fields { padding: 0 24px 12px; } .input { margin: 10px 0 18px; } .label { font-weight: bold; margin-bottom: 6px; } .optional { font-weight: normal; color: var(--quiet); }
.box { border: 1px solid var(--line); border-radius: 4px; padding: 7px 12px; min-height: 22px; display: flex; justify-content: space-between; } .empty { color: var(--quiet); }
.hint { font-size: 13px; color: var(--quiet); margin-top: 4px; }
.button { font-weight: bold; border: 1px solid var(--line); border-radius: 4px; padding: 6px 14px; } .button.primary { background: #007a5a; border-color: #007a5a; color: #fff; }
.unknown { color: #fff; background: #c00; }
`;

/** A page with one modal in every look. */
export function modalPage(view: ModalView): string {
  const looks = ['light desktop', 'dark desktop', 'light phone', 'dark phone'].map((look) => {
    const [theme, device] = look.split(' ');
    return `<section class="${theme}"><div class="modal ${device}">${modalHtml(view)}</div></section>`;
  });
  return `<!doctype html><meta charset="utf-8"><style>${css}</style><main>${looks.join('')}</main>`;
}

function modalHtml({ title, submit, close, blocks }: ModalView): string {
  const buttons = [
    close ? `<span class="button">${escaped(close.text)}</span>` : '',
    submit ? `<span class="button primary">${escaped(submit.text)}</span>` : '',
  ];
  const fields = blocks.map((block) => (isInput(block) ? inputHtml(block) : unknown(block)));
  return `<div class="top"><b>${escaped(title.text)}</b><span>✕</span></div>
<div class="fields">${fields.join('')}</div>
<div class="bottom">${buttons.join('')}</div>`;
}

function isInput(block: ModalView['blocks'][number]): block is InputBlock {
  return block.type === 'input';
}

function inputHtml({ label, hint, optional, element }: InputBlock): string {
  const note = optional ? ' <span class="optional">(optional)</span>' : '';
  const below = hint ? `<div class="hint">${escaped(hint.text)}</div>` : '';
  return `<div class="input"><div class="label">${escaped(label.text)}${note}</div>${boxHtml(element)}${below}</div>`;
}

function boxHtml(element: InputBlock['element']): string {
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
      return `<div class="box">${escaped(element.initial_value ?? '')}</div>`;
    case 'static_select':
      return element.initial_option
        ? `<div class="box">${escaped(element.initial_option.text.text)}<span class="empty">▾</span></div>`
        : '<div class="box"><span class="empty">Select an option</span><span class="empty">▾</span></div>';
    default:
      return unknown(element);
  }
}

/** What this page cannot draw stands out. */
function unknown(value: object): string {
  return `<div class="unknown">${escaped(JSON.stringify(value))}</div>`;
}
