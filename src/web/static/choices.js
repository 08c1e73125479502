// The hearing sheet saves an answer as soon as it changes. Arrow keys pass over answers on the way to the one
// that is meant: what somebody stops at is saved, not what he passes. An act waits for the answers before it,
// so that nothing just typed counts as unknown or missing. And who leaves the page before a change was sent
// loses nothing: it goes after him.
(() => {
  const restMs = 1_500;
  // The desk answers within that, or what was typed goes after the act.
  const patienceMs = 5_000;
  const unsent = new Set();
  const underWay = new Set();
  let passed = new WeakSet();
  let byArrow = false;
  let passing;

  const questionOf = (element) => (element instanceof Element ? element.closest('.question[hx-post]') : null);
  const settle = () => {
    if (!passing) return;
    const { radio, rest } = passing;
    clearTimeout(rest);
    passing = undefined;
    if (radio.isConnected) radio.dispatchEvent(new CustomEvent('change', { bubbles: true, detail: 'settled' }));
  };
  const bodyOf = (question) => {
    const form = document.getElementById('sheet-form');
    const named = [...question.querySelectorAll('[name]'), ...document.querySelectorAll('.sheet-control'), ...form.querySelectorAll('[name]')];
    const names = new Set(named.map(({ name }) => name));
    return new URLSearchParams([...new FormData(form)].filter(([name]) => names.has(name)));
  };

  document.addEventListener('keydown', ({ key }) => (byArrow = key.startsWith('Arrow')), true);
  document.addEventListener('pointerdown', () => (byArrow = false), true);
  document.addEventListener('change', (event) => {
    const question = questionOf(event.target);
    if (!question) return;
    unsent.add(question);
    passed = new WeakSet();
    if (event.detail === 'settled') return;
    if (passing) clearTimeout(passing.rest);
    passing = undefined;
    if (!byArrow || event.target.type !== 'radio') return;
    event.stopPropagation();
    passing = { question, radio: event.target, rest: setTimeout(settle, restMs) };
  }, true);
  document.addEventListener('focusout', ({ relatedTarget }) => {
    if (passing && !passing.question.contains(relatedTarget)) settle();
  });
  document.addEventListener('htmx:before:request', ({ detail }) => {
    const question = questionOf(detail?.ctx?.sourceElement);
    if (!question) return;
    unsent.delete(question);
    underWay.add(question);
  });
  document.addEventListener('htmx:finally:request', ({ detail }) => underWay.delete(questionOf(detail?.ctx?.sourceElement)));
  const isSaving = () => [...unsent, ...underWay].some(({ isConnected }) => isConnected);
  const sendOnceSaved = async (form, submitter) => {
    for (const question of [...unsent]) question.dispatchEvent(new Event('saveagain'));
    const until = Date.now() + patienceMs;
    do await new Promise((next) => setTimeout(next, 20));
    while (isSaving() && Date.now() < until);
    passed.add(form);
    form.requestSubmit(submitter);
  };
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (passed.has(form) || form.id === 'sheet-form' || form.method !== 'post' || form.hasAttribute('hx-post')) return;
    settle();
    if (!isSaving()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void sendOnceSaved(form, event.submitter);
  }, true);
  // What an answer has closed stays where it is as long as it is in sight, and goes at once where nobody looks.
  document.addEventListener('htmx:after:swap', () => {
    for (const passed of document.querySelectorAll('.question.is-passed:not([hidden])')) {
      const { top, bottom } = passed.getBoundingClientRect();
      passed.hidden = bottom < 0 || top > innerHeight;
    }
  });
  addEventListener('pagehide', () => {
    for (const question of unsent) if (question.isConnected) navigator.sendBeacon(question.getAttribute('hx-post'), bodyOf(question));
  });
})();
