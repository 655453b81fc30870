/** Colours in the manner of Teams, light and dark; Microsoft's renderer has none of its own for containers. */
const palettes = {
  light: {
    page: '#f5f5f5',
    text: '#242424',
    subtle: '#616161',
    accent: '#4f52b2',
    good: '#237b4b',
    attention: '#c4314b',
    warning: '#835c00',
    card: '#ffffff',
    emphasis: '#f3f2f1',
    border: '#d1d1d1',
  },
  dark: {
    page: '#1f1f1f',
    text: '#ffffff',
    subtle: '#adadad',
    accent: '#9ea2ff',
    good: '#92c353',
    attention: '#f9526b',
    warning: '#f8d22a',
    card: '#292929',
    emphasis: '#1b1a19',
    border: '#484644',
  },
} as const;

export type Theme = keyof typeof palettes;

export function paletteOf(theme: Theme) {
  return palettes[theme];
}

/** What Microsoft's renderer calls a host configuration. */
export function hostConfigOf(theme: Theme) {
  const { text, subtle, accent, good, attention, warning, card, emphasis } = palettes[theme];
  const shade = (color: string, quieter = color) => ({ default: color, subtle: quieter });
  const foregroundColors = {
    default: shade(text, subtle),
    dark: shade(text, subtle),
    light: shade(subtle),
    accent: shade(accent),
    good: shade(good),
    warning: shade(warning),
    attention: shade(attention),
  };
  const container = (backgroundColor: string) => ({ backgroundColor, foregroundColors });
  return {
    fontTypes: {
      default: font("'Segoe UI', 'Liberation Sans', 'DejaVu Sans', sans-serif"),
      monospace: font("Consolas, 'Liberation Mono', 'DejaVu Sans Mono', monospace"),
    },
    lineHeights: { small: 16, default: 20, medium: 24, large: 24, extraLarge: 32 },
    spacing: { small: 8, default: 12, medium: 16, large: 20, extraLarge: 24, padding: 16 },
    separator: { lineThickness: 1, lineColor: palettes[theme].border },
    supportsInteractivity: true,
    actions: {
      maxActions: 6,
      spacing: 'default',
      buttonSpacing: 8,
      showCard: { actionMode: 'inline', inlineTopMargin: 12, style: 'emphasis' },
      actionsOrientation: 'horizontal',
      actionAlignment: 'left',
    },
    containerStyles: { default: container(card), emphasis: container(emphasis) },
  };
}

function font(fontFamily: string) {
  return {
    fontFamily,
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 200, default: 400, bolder: 600 },
  };
}
