// Keeps an open page up to date: hears from the desk which inquiries have changed and lets htmx fetch what
// the page shows of them. A page that nobody looks at hears nothing and catches up when it is seen again.
(() => {
  const place = document.querySelector('[data-live]');
  if (!place) return;
  const changed = new Set();
  const gatherMs = 300;
  const spreadMs = 700;
  const tryAgainMs = 60_000;
  const answersLeaveMs = 20_000;
  let source;
  let last;
  let timer;

  const field = (name) => place.elements.namedItem(name);
  const fetchChanges = () => {
    timer = undefined;
    const ids = [...changed];
    changed.clear();
    if (field('changed')) {
      field('changed').value = ids.join(',');
      field('shown').value = ids.filter((id) => document.getElementById(`row-${id}`)).join(',');
    }
    for (const each of [place, ...document.querySelectorAll('[data-follows]:not([data-written])')]) each.dispatchEvent(new Event('desk-changed'));
  };
  // What somebody has begun to fill in stays as it is; that something has changed is said above the page.
  document.addEventListener('input', ({ target }) => target.closest?.('[data-follows]')?.setAttribute('data-written', ''));
  // Many pages hear of the same change at once; they need not ask at once.
  const gather = (ids) => {
    for (const id of ids) changed.add(id);
    timer ??= setTimeout(fetchChanges, gatherMs + Math.random() * spreadMs);
  };
  const heard = (event) => {
    last = event.lastEventId || last;
    return JSON.parse(event.data).ids ?? [];
  };
  const close = () => {
    source?.close();
    source = undefined;
  };
  const open = () => {
    if (source || document.visibilityState !== 'visible') return;
    const address = new URL(place.dataset.live, location.href);
    if (last) address.searchParams.set('after', last);
    source = new EventSource(address);
    source.addEventListener('hello', heard);
    source.addEventListener('inquiries', (event) => gather(heard(event)));
    source.addEventListener('presence', (event) => {
      const ids = heard(event);
      const presence = document.getElementById('presence');
      if (presence) presence.dispatchEvent(new Event('desk-presence'));
      else gather(ids.filter((id) => document.getElementById(`row-${id}`)));
    });
    source.addEventListener('behind', (event) => {
      heard(event);
      gather([...document.querySelectorAll('[data-row]')].map((row) => row.id.slice('row-'.length)));
    });
    source.addEventListener('error', () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      close();
      setTimeout(open, tryAgainMs);
    });
  };
  // A mail leaves without a word on the record: what waits for its answer's looks by itself.
  setInterval(() => {
    const waiting = document.visibilityState === 'visible' ? [...document.querySelectorAll('[data-answer-leaves]')] : [];
    if (waiting.length > 0) gather(waiting.filter((each) => each.matches('[data-row]')).map((row) => row.id.slice('row-'.length)));
  }, answersLeaveMs);
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? open() : close()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
})();

// Says that somebody writes on this page, stops to, or leaves it.
(() => {
  const form = document.getElementById('presence');
  if (!form) return;
  const restMs = 30_000;
  const doing = form.elements.namedItem('doing');
  let rest;
  const say = (what) => {
    if (doing.value === what) return;
    doing.value = what;
    form.dispatchEvent(new Event('desk-presence'));
  };
  document.addEventListener('input', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('main form[method="post"], .sheet-area')) return;
    say('writing');
    clearTimeout(rest);
    rest = setTimeout(() => say('viewing'), restMs);
  });
  addEventListener('pagehide', () => {
    const body = new URLSearchParams(new FormData(form));
    body.set('doing', 'away');
    navigator.sendBeacon(form.getAttribute('hx-post'), body);
  });
  addEventListener('pageshow', (event) => event.persisted && form.dispatchEvent(new Event('desk-presence')));
})();

// Counts what is picked for an act on many inquiries.
(() => {
  const count = document.getElementById('picked-count');
  if (!count) return;
  const show = () => {
    const picked = document.querySelectorAll('input[name="pick"]:checked').length;
    count.textContent = picked === 0 ? '' : `${picked}件を選択中`;
  };
  document.addEventListener('change', (event) => event.target instanceof HTMLInputElement && event.target.name === 'pick' && show());
  show();
})();
