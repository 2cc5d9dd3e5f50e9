// What pages do besides showing themselves. Everything can be read, and every form sent, without it.
(() => {
  'use strict';

  let busy = 0;

  const isLive = (element) => element instanceof Element && element.hasAttribute('data-live');

  // Parts that refresh themselves: only while somebody looks, and never while something else is on its way.
  function readsInside(element) {
    const selection = document.getSelection();
    return selection !== null && !selection.isCollapsed && element.contains(selection.anchorNode);
  }

  function showBusy() {
    const progress = document.getElementById('progress');
    if (progress) progress.hidden = busy === 0;
  }

  function offline(is) {
    const note = document.getElementById('offline');
    if (note) note.hidden = !is;
  }

  document.addEventListener('htmx:beforeRequest', (event) => {
    const element = event.detail.elt;
    if (isLive(element)) {
      if (document.hidden || busy > 0 || readsInside(element)) event.preventDefault();
      return;
    }
    if (element.dataset.sending === 'yes') {
      event.preventDefault();
      return;
    }
    element.dataset.sending = 'yes';
    busy += 1;
    showBusy();
    element.querySelectorAll('button').forEach((button) => { button.disabled = true; });
  });

  document.addEventListener('htmx:afterRequest', (event) => {
    const element = event.detail.elt;
    if (isLive(element)) return;
    delete element.dataset.sending;
    busy = Math.max(0, busy - 1);
    showBusy();
    element.querySelectorAll('button').forEach((button) => { button.disabled = false; });
  });

  document.addEventListener('htmx:sendError', () => offline(true));

  document.addEventListener('htmx:beforeSwap', (event) => {
    offline(false);
    if (isLive(event.detail.elt) && event.detail.xhr.status >= 400) {
      event.detail.shouldSwap = false;
      if (event.detail.xhr.status < 500) window.location.reload();
    }
  });

  // After a page was replaced without loading it, the keyboard goes on where the news is.
  document.addEventListener('htmx:afterSettle', (event) => {
    if (isLive(event.detail.elt) || event.detail.target !== document.body) return;
    const place = document.getElementById('notice') || document.querySelector('main h1');
    if (place) place.focus({ preventScroll: place.id !== 'notice' });
  });

  // The command line below a form follows what is typed: {name} is a value, {?--flag=name} a flag if there is one,
  // {!--flag=name} a flag if a box is not ticked, {+name} what a choice adds, which may be nothing.
  function commandOf(form, template) {
    const data = new FormData(form);
    return template
      .replace(/\{([?!+]?)(?:(--[a-z-]+)=)?([a-z-]+)\}/g, (_, kind, flag, name) => {
        const value = String(data.get(name) || '').trim();
        if (kind === '?') return value ? flag + ' ' + quoted(value) : '';
        if (kind === '+') return value;
        if (kind === '!') return value ? '' : flag;
        return value ? quoted(value) : name.toUpperCase();
      })
      .replace(/ {2,}/g, ' ')
      .trim();
  }

  function quoted(text) {
    return /^[a-zA-Z0-9_./:=@%+,-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";
  }

  document.addEventListener('input', (event) => {
    const form = event.target.form;
    const code = form && form.querySelector('code[data-command]');
    if (code) code.textContent = commandOf(form, code.dataset.command);
  });

  document.addEventListener('click', (event) => {
    if (event.target.id === 'pause') pause(!paused);
  });

  document.addEventListener('click', async (event) => {
    const button = event.target.closest && event.target.closest('button.copy');
    if (!button) return;
    try {
      await navigator.clipboard.writeText(button.parentElement.querySelector('pre').textContent);
      button.textContent = 'Copied';
    } catch {
      button.textContent = 'Select and copy by hand';
    }
  });

  // The live log.
  const MOST_LINES = 2000;
  let source = null;
  let list = null;
  let paused = false;
  let waiting = [];

  function say(text) {
    const state = document.getElementById('live-state');
    if (state && state.textContent !== text) state.textContent = text;
  }

  function row(line) {
    const item = document.createElement('li');
    const time = document.createElement('time');
    time.dateTime = line.iso;
    time.textContent = line.time;
    const dyno = document.createElement('span');
    dyno.className = 'dyno';
    dyno.textContent = line.dyno;
    const text = document.createElement('span');
    text.className = 'text';
    text.textContent = line.text;
    item.append(time, ' ', dyno, ' ', text);
    return item;
  }

  function append(lines) {
    const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
    list.append(...lines.map(row));
    while (list.children.length > MOST_LINES) list.firstElementChild.remove();
    const empty = document.getElementById('log-empty');
    if (empty) empty.hidden = list.children.length > 0;
    if (atEnd) list.scrollTop = list.scrollHeight;
  }

  let scheduled = false;
  function flush() {
    scheduled = false;
    if (paused || !list || waiting.length === 0) return;
    const lines = waiting;
    waiting = [];
    append(lines);
  }

  function receive(line) {
    waiting.push(line);
    if (waiting.length > MOST_LINES) waiting.shift();
    if (paused) {
      say('Paused, ' + waiting.length + ' new');
    } else if (!scheduled) {
      scheduled = true;
      setTimeout(flush, 50);
    }
  }

  function follow(target) {
    list = target;
    list.scrollTop = list.scrollHeight;
    waiting = [];
    source = new EventSource(list.dataset.stream);
    source.addEventListener('start', () => {
      waiting = [];
      if (!paused) list.replaceChildren();
      say(paused ? 'Paused' : 'Live');
    });
    source.addEventListener('line', (event) => receive(JSON.parse(event.data)));
    source.addEventListener('error', () => {
      say(source && source.readyState === EventSource.CLOSED ? 'Ended. Load the page again.' : 'Connecting again…');
    });
    pause(false);
  }

  function pause(is) {
    paused = is;
    const button = document.getElementById('pause');
    if (!button) return;
    button.hidden = false;
    button.setAttribute('aria-pressed', String(is));
    button.textContent = is ? 'Go on' : 'Pause';
    if (source && source.readyState === EventSource.OPEN) say(is ? 'Paused' : 'Live');
    flush();
  }

  function unfollow() {
    if (source) source.close();
    source = null;
    list = null;
  }

  function start() {
    document.querySelectorAll('button.copy').forEach((button) => {
      button.hidden = !navigator.clipboard;
    });
    const log = document.getElementById('log');
    if (log === list) return;
    unfollow();
    if (log) follow(log);
  }

  // A hidden page does not keep a stream open.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      unfollow();
    } else {
      start();
    }
  });
  window.addEventListener('pagehide', unfollow);
  document.addEventListener('htmx:afterSettle', start);
  start();
})();
