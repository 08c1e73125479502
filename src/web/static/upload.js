// Sends the file of the upload page in pieces (tus protocol), goes on where it was broken off, and says how
// far it is. Without it the form sends the file at once.
(() => {
  const form = document.getElementById('upload-form');
  if (!(form instanceof HTMLFormElement) || typeof tus === 'undefined' || !tus.isSupported) return;
  const at = (id) => document.getElementById(id);
  const [place, bar, status, hash, pause, submit] = [at('upload-progress'), at('upload-bar'), at('upload-status'), at('upload-hash'), at('upload-pause'), form.querySelector('[type=submit]')];
  const pieceBytes = 4 * 1024 * 1024;
  const retryAfterMs = [0, 1000, 3000, 5000, 10000, 20000, 30000, 60000];
  let upload;

  const say = (text) => {
    status.textContent = text;
  };
  const sending = (isSending) => {
    submit.disabled = isSending;
    pause.hidden = !isSending;
    pause.textContent = '一時停止';
  };
  const reasonOf = (error) => error?.originalResponse?.getBody?.().trim() || '接続が切れました。同じファイルを選んで、もう一度お送りください。続きから再開します。';

  const send = async () => {
    const file = form.elements.file.files[0];
    let sha256;
    upload = new tus.Upload(file, {
      endpoint: form.dataset.files,
      chunkSize: pieceBytes,
      retryDelays: retryAfterMs,
      removeFingerprintOnSuccess: true,
      metadata: { filename: file.name, declaredBy: form.elements.declaredBy.value, declared: form.elements.declared.checked ? 'yes' : 'no' },
      // What is refused for good is not tried again.
      onShouldRetry: (error) => ![400, 403, 404, 409, 410, 413, 422].includes(error?.originalResponse?.getStatus?.() ?? 0),
      onAfterResponse: (_request, response) => {
        sha256 = response.getHeader('Desk-Sha256') ?? sha256;
      },
      onProgress: (sent, total) => {
        bar.value = total === 0 ? 0 : (sent * 100) / total;
        say(`送信中：${Math.floor(bar.value)}%（${sent.toLocaleString('ja-JP')} / ${total.toLocaleString('ja-JP')} バイト）`);
      },
      onError: (error) => {
        sending(false);
        say(`送信できませんでした。${reasonOf(error)}`);
      },
      onSuccess: () => {
        sending(false);
        bar.value = 100;
        say(`「${file.name}」を受け取りました。`);
        hash.textContent = sha256 ? `SHA-256 ${sha256}` : '';
        form.elements.file.value = '';
        const link = document.createElement('a');
        link.href = location.pathname;
        link.textContent = '受け取ったファイルの一覧を表示する';
        status.append(' ', link);
      },
    });
    place.hidden = false;
    hash.textContent = '';
    sending(true);
    say('準備しています。');
    const [earlier] = await upload.findPreviousUploads();
    if (earlier) upload.resumeFromPreviousUpload(earlier);
    upload.start();
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void send();
  });
  pause.addEventListener('click', () => {
    if (pause.textContent === '再開') {
      pause.textContent = '一時停止';
      upload.start();
      return;
    }
    void upload.abort();
    pause.textContent = '再開';
    say('一時停止しました。');
  });
})();
