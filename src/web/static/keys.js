// One key for what is done all day: moving in a list, opening a row, the acts of an inquiry, the search.
// Each person can switch them off for himself, and they never fire while somebody types, and never with a modifier (WCAG 2.1.4).
(() => {
  const root = document.documentElement;
  const isOn = () => root.dataset.keys !== 'off';
  const typing = (target) => target instanceof Element && target.closest('input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable]') !== null;
  // What a closed fold holds has boxes, but can take no focus.
  const seen = (element) => element instanceof HTMLElement && element.checkVisibility();

  const rows = () => [...document.querySelectorAll('[data-row] .row-link')].filter(seen);
  const rowAt = () => document.activeElement?.closest('[data-row]');
  const move = (step) => {
    const all = rows();
    const here = all.indexOf(rowAt()?.querySelector('.row-link'));
    const next = all[here < 0 ? (step > 0 ? 0 : all.length - 1) : here + step];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
    return next !== undefined;
  };
  const inRow = (selector, act) => {
    const element = rowAt()?.querySelector(selector);
    if (element) act(element);
    return Boolean(element);
  };
  const follow = (selector) => {
    const link = document.querySelector(selector);
    link?.click();
    return Boolean(link);
  };

  const fields = 'input:not([type="hidden"]), textarea, select, button';
  const openPanel = (key) => {
    const panel = document.querySelector(`details[data-key="${CSS.escape(key)}"]`);
    if (!panel) return false;
    const folded = panel.parentElement.closest('details:not([open])');
    if (folded) folded.open = true;
    panel.open = true;
    const first = [...panel.querySelectorAll(`form :is(${fields})`)].find(seen);
    first?.focus();
    panel.scrollIntoView({ block: 'nearest' });
    return true;
  };
  const closePanel = () => {
    const panel = document.activeElement?.closest('details.act[open]');
    if (!panel) return false;
    panel.open = false;
    panel.querySelector('summary').focus();
    return true;
  };

  const sheet = async () => {
    const shown = document.querySelector('.keys-sheet');
    if (shown) return shown.close();
    const link = document.querySelector('[data-keys-sheet]');
    if (!link) return undefined;
    const page = new DOMParser().parseFromString(await (await fetch(link.href)).text(), 'text/html');
    const dialog = document.createElement('dialog');
    dialog.className = 'keys-sheet';
    dialog.setAttribute('aria-label', 'キーボード操作');
    const close = document.createElement('button');
    close.className = 'button';
    close.textContent = '閉じる（Esc）';
    close.addEventListener('click', () => dialog.close());
    dialog.append(...page.querySelectorAll('link[href*="keys.css"]'), page.getElementById('shortcuts'), close);
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    wireSwitch(dialog);
    dialog.showModal();
    return undefined;
  };
  const wireSwitch = (place) => {
    const box = place.querySelector('[data-keys-switch]');
    if (!box) return;
    box.form.querySelector('button').hidden = true;
    box.addEventListener('change', async () => {
      const before = isOn() ? 'on' : 'off';
      // At once: whoever has switched them off types on without waiting for the desk.
      root.dataset.keys = box.checked ? 'on' : 'off';
      const answer = await fetch(box.form.action, { method: 'POST', body: new URLSearchParams(new FormData(box.form)) }).catch(() => undefined);
      if (answer?.ok) return;
      root.dataset.keys = before;
      box.checked = isOn();
    });
  };

  const search = () => {
    const field = [...document.querySelectorAll('#search-q, #header-q')].find(seen);
    field?.focus();
    return Boolean(field);
  };
  // A sheet has more stops than anybody likes to go back through.
  const nextStep = () => {
    const heading = document.getElementById('next-step');
    if (!heading) return false;
    heading.tabIndex = -1;
    heading.focus();
    heading.scrollIntoView({ block: 'nearest' });
    return true;
  };
  const acts = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => rowAt() !== null && rowAt() !== undefined && move(1),
    ArrowUp: () => rowAt() !== null && rowAt() !== undefined && move(-1),
    x: () => inRow('input[type="checkbox"]', (box) => box.click()),
    e: () => inRow('.why-row', (why) => (why.open = !why.open)),
    r: () => follow('.queue-reload'),
    h: nextStep,
    u: () => follow('.breadcrumb a[href^="/queue"]'),
    '/': search,
    '?': () => {
      void sheet();
      return true;
    },
    Escape: closePanel,
  };

  const withModifier = (event) => event.ctrlKey || event.metaKey || event.altKey;
  // Escape closes what is open even where somebody types.
  const mayFire = ({ key, target }) => {
    if (document.querySelector('dialog[open]')) return key === '?' && isOn();
    return key === 'Escape' || (isOn() && !typing(target));
  };
  const fire = (key) => (acts[key] ? acts[key]() : key.length === 1 && openPanel(key));

  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.isComposing || withModifier(event)) return;
    if (mayFire(event) && fire(event.key)) event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    if (!(event.target instanceof Element) || !event.target.closest('[data-keys-sheet]')) return;
    event.preventDefault();
    void sheet();
  });
  wireSwitch(document);
  root.dataset.keys ??= 'on';
})();
