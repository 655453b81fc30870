// Both pages of the tab. What the host says of itself and of the person is not believed: it gives the theme, and a token
// that the server looks at. Until the server has said yes there is nothing here to show.
const { app, authentication, pages } = window.microsoftTeams;
const view = document.querySelector('main');
const themes = new Map([
  ['default', 'light'],
  ['dark', 'dark'],
  ['glass', 'dark'],
  ['contrast', 'contrast'],
]);

// Only in memory: no other page of this site and no other site can use it.
let session;
let shown = '';
let refreshing;

start();

async function start() {
  try {
    await app.initialize();
  } catch {
    if (window.parent === window) location.replace(listOf(wantedPipeline()));
    else say('Microsoft Teams did not answer.');
    return;
  }
  app.registerOnThemeChangeHandler(follow);
  follow((await app.getContext()).app.theme);
  try {
    if (location.pathname === '/tab/configure') await configure();
    else await go(listOf(wantedPipeline()));
  } catch (error) {
    say(error.message);
  }
}

function follow(theme) {
  const known = themes.get(theme);
  if (known === undefined) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = known;
}

function wantedPipeline() {
  return new URLSearchParams(location.search).get('pipeline') ?? '';
}

function listOf(pipeline) {
  return pipeline === '' ? '/runs/' : `/runs/?${new URLSearchParams({ pipeline })}`;
}

/** Words in place of everything else, and the way that always works. */
function say(words) {
  clearTimeout(refreshing);
  const said = document.createElement('p');
  said.setAttribute('role', 'alert');
  said.textContent = words;
  const hint = document.createElement('p');
  hint.textContent = 'You can type open to Pipehand in chat instead, and follow the link in its answer.';
  const again = document.createElement('button');
  again.textContent = 'Try again';
  again.addEventListener('click', () => location.reload());
  view.replaceChildren(titled('Pipehand'), said, hint, again);
}

function titled(words) {
  const heading = document.createElement('h1');
  heading.textContent = words;
  return heading;
}

async function signIn() {
  const token = await authentication.getAuthToken().catch(() => {
    throw new Error('Microsoft Teams could not sign you in.');
  });
  const headers = { 'content-type': 'application/jwt' };
  const answer = await request('/tab/session', { method: 'POST', headers, body: token });
  const said = await answer.json();
  if (!answer.ok) throw new Error([said.error.message, said.error.fix].filter(Boolean).join(' '));
  session = said.session;
}

/** Never with a cookie: whoever else came in with this browser is not the person whom Teams shows. */
function request(path, options) {
  return fetch(path, { ...options, credentials: 'omit', redirect: 'error' }).catch(() => {
    throw new Error('Pipehand did not answer.');
  });
}

/** Asks the server as this person; a session that is over is followed by the next one. */
async function ask(path, options) {
  const fresh = session === undefined;
  if (fresh) await signIn();
  const headers = { authorization: `Bearer ${session}`, accept: 'text/html' };
  const answer = await request(path, { ...options, headers });
  if (answer.status !== 401) return answer;
  session = undefined;
  if (fresh) throw new Error('Pipehand did not let you in.');
  return ask(path, options);
}

/** The page at an address of ours. Its scripts, had it any, would not run. */
async function read(path) {
  const answer = await ask(path);
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
}

/** An address that is a page of ours: what a step wrote is never read as one. */
function isPage(path) {
  return /^\/runs\/(?:\?|$|[^/?]+\/(?:logs\/[^/?]+)?$)/.test(path);
}

async function go(path) {
  shown = path;
  clearTimeout(refreshing);
  await show(path);
  if (shown !== path) return;
  window.scrollTo(0, 0);
  view.tabIndex = -1;
  view.focus({ preventScroll: true });
}

async function show(path) {
  const page = await read(path);
  if (shown !== path) return;
  const focused = view.contains(document.activeElement) && document.activeElement.getAttribute('href');
  document.title = page.title;
  view.replaceChildren(...page.querySelector('main').childNodes);
  if (focused) view.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  const seconds = Number(page.querySelector('meta[http-equiv="refresh"]')?.content ?? 0);
  if (seconds > 0) refreshing = setTimeout(() => refresh(path, seconds), seconds * 1000);
}

/** A list that somebody is choosing from stays as it is, and so does everything while nothing can be had. */
async function refresh(path, seconds) {
  const isChoosing = document.activeElement?.tagName === 'SELECT';
  const isDone =
    !isChoosing &&
    !document.hidden &&
    (await show(path).then(
      () => true,
      () => false,
    ));
  if (!isDone && shown === path) refreshing = setTimeout(() => refresh(path, seconds), seconds * 1000);
}

/** Files and whole logs open in the browser, where they are shown in a sandbox of their own. */
async function openOutside(path) {
  const answer = await ask('/tab/ticket', { method: 'POST' });
  const { ticket } = await answer.json();
  window.open(`${path}?ticket=${ticket}`, '_blank', 'noopener');
}

function visit(path) {
  history.pushState({ path }, '');
  go(path).catch((error) => say(error.message));
}

view.addEventListener('click', (event) => {
  const path = event.target.closest('a')?.getAttribute('href') ?? undefined;
  if (path === undefined) return;
  event.preventDefault();
  if (path.startsWith('#')) {
    document.getElementById(path.slice(1))?.scrollIntoView();
    return;
  }
  const wantsWindow = event.ctrlKey || event.metaKey || event.shiftKey;
  if (isPage(path) && !wantsWindow) visit(path);
  else openOutside(path).catch((error) => say(error.message));
});

view.addEventListener('submit', (event) => {
  event.preventDefault();
  visit(listOf(new FormData(event.target).get('pipeline')));
});

window.addEventListener('popstate', ({ state }) => {
  go(state?.path ?? listOf(wantedPipeline())).catch((error) => say(error.message));
});

/** The page on which a channel chooses whose runs its tab shows. */
async function configure() {
  const list = await read('/runs/');
  const choice = list.querySelector('select');
  if (choice === null) throw new Error(list.title);
  const label = document.createElement('label');
  label.htmlFor = choice.id;
  label.textContent = 'Runs of';
  const row = document.createElement('div');
  row.className = 'filter';
  row.append(label, choice);
  view.replaceChildren(titled(document.title), row);
  pages.config.registerOnSaveHandler((saving) => {
    const pipeline = choice.value;
    const query = pipeline === '' ? '' : `?${new URLSearchParams({ pipeline })}`;
    const name = pipeline === '' ? 'Runs' : `Runs of ${pipeline}`;
    const settings = {
      entityId: `runs${query}`,
      contentUrl: `${location.origin}/tab/runs${query}`,
      websiteUrl: `${location.origin}/runs/${query}`,
      suggestedDisplayName: name,
    };
    pages.config.setConfig(settings).then(
      () => saving.notifySuccess(),
      (error) => saving.notifyFailure(error.message),
    );
  });
  pages.config.setValidityState(true);
}
