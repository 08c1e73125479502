// One act is open at a time. What closes above the one that was asked for would pull it out of sight, so
// that it stays where it is seen from its beginning. Without this script they stay open side by side.
(() => {
  document.addEventListener('toggle', ({ target: act }) => {
    // What opens outside the row of acts does so by itself and closes nothing that somebody types into.
    if (!act.open || !act.matches?.('.acts > .act')) return;
    for (const other of document.querySelectorAll('.acts > .act[open]')) if (other !== act) other.open = false;
    requestAnimationFrame(() => {
      if (act.getBoundingClientRect().top < parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop || '0')) act.scrollIntoView({ block: 'start' });
    });
  }, true);
})();
