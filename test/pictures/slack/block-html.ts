import type {
  ActionsBlock,
  Button,
  KnownBlock,
  PlanBlock,
  RichTextBlock,
  RichTextElement,
  TableBlock,
  TextObject,
} from '@slack/types';
import { emojiPicture, taskPicture } from './emoji.ts';

/** The people of the pictures. */
const names: Readonly<Record<string, string>> = { U1: 'Ada Lovelace', U2: 'Grace Hopper' };

/** A block as Slack's clients draw it, more or less. What this page cannot draw stands out. */
export function blockHtml(block: KnownBlock): string {
  switch (block.type) {
    case 'header':
      return `<div class="header">${escaped(block.text.text)}</div>`;
    case 'context':
      return `<div class="context">${block.elements.map((each) => ('text' in each ? `<span>${textHtml(each)}</span>` : '')).join('')}</div>`;
    case 'rich_text':
      return `<div class="rich">${richTextHtml(block)}</div>`;
    case 'actions':
      return `<div class="actions">${actionsHtml(block)}</div>`;
    case 'table':
      return tableHtml(block);
    case 'plan':
      return planHtml(block);
    default:
      return `<div class="unknown">${escaped(JSON.stringify(block))}</div>`;
  }
}

function richTextHtml({ elements }: RichTextBlock): string {
  return elements
    .map((element) => {
      if (element.type === 'rich_text_preformatted') return `<pre>${element.elements.map(pieceHtml).join('')}</pre>`;
      if (element.type === 'rich_text_list')
        return `<ul>${element.elements.map((item) => `<li>${item.elements.map(pieceHtml).join('')}</li>`).join('')}</ul>`;
      return `<div class="section">${element.elements.map(pieceHtml).join('')}</div>`;
    })
    .join('');
}

function pieceHtml(piece: RichTextElement): string {
  switch (piece.type) {
    case 'text': {
      const tag = piece.style?.code ? 'code' : piece.style?.bold ? 'b' : 'span';
      return `<${tag}>${escaped(piece.text)}</${tag}>`;
    }
    case 'emoji':
      return emojiPicture(piece.name);
    case 'user':
      return `<span class="mention">@${escaped(names[piece.user_id] ?? piece.user_id)}</span>`;
    case 'link':
      return `<span class="link">${escaped(piece.text ?? piece.url)}</span>`;
    default:
      return `<span class="unknown">${escaped(JSON.stringify(piece))}</span>`;
  }
}

function textHtml(text: TextObject): string {
  if (text.type === 'plain_text') return escaped(text.text);
  return text.text
    .split(/(<[^>]*>)/)
    .map(markupHtml)
    .join('');
}

function markupHtml(part: string): string {
  const [, user] = /^<@(\w+)>$/.exec(part) ?? [];
  if (user !== undefined) return `<span class="mention">@${escaped(names[user] ?? user)}</span>`;
  const [, seconds] = /^<!date\^(\d+)\^/.exec(part) ?? [];
  if (seconds === undefined) return part;
  const date = new Date(Number(seconds) * 1000);
  const day = date.toLocaleDateString('en-US', { month: 'short', day: 'numeric', timeZone: 'UTC' });
  return `${day} at ${date.toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit', timeZone: 'UTC' })}`;
}

function actionsHtml({ elements }: ActionsBlock): string {
  return elements
    .filter((each): each is Button => each.type === 'button')
    .map(({ text, style }) => `<span class="button ${style ?? ''}">${escaped(text.text)}</span>`)
    .join('');
}

function tableHtml({ rows }: TableBlock): string {
  const cells = rows.map((row, at) =>
    row.map((cell) => {
      const tag = at === 0 ? 'th' : 'td';
      return `<${tag}>${cell.type === 'rich_text' ? richTextHtml(cell) : escaped(String(cell.text))}</${tag}>`;
    }),
  );
  return `<table>${cells.map((row) => `<tr>${row.join('')}</tr>`).join('')}</table>`;
}

function planHtml({ title, tasks = [] }: PlanBlock): string {
  const rows = tasks.map((task) => {
    const output = isRichText(task.output) ? `<div class="output">${richTextHtml(task.output)}</div>` : '';
    return `<div class="task">${taskPicture(String(task.status))}<div><div>${escaped(String(task.title))}</div>${output}</div></div>`;
  });
  return `<div class="plan"><div class="plan-title">${escaped(title)}</div>${rows.join('')}</div>`;
}

function isRichText(value: unknown): value is RichTextBlock {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'rich_text';
}

/** Text as HTML shows it literally. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
