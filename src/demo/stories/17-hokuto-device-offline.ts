import { act, call, daysAgo, verifiedByAttributes } from '../play/steps.js';
import type { Story } from '../play/story.js';

/** Sketch 17: no data from the device; another support kind of 第5条1, recorded and passed on. */
export const hokutoDeviceOffline: Story = {
  key: '17',
  title: '機器の不通は故障受付へ',
  steps: [
    call(daysAgo(3, '10:00'), 'hokuto', { customer: 'hokuto', headline: '昨日からポータルに機器のデータが出ない' }),
    verifiedByAttributes(daysAgo(3, '10:04'), 'hokuto', '契約番号・機器番号を照合。'),
    act(daysAgo(3, '10:08'), 'hokuto', 'add-note', { text: '機器番号 CTS-C3001。前日の朝からデータなし。ランプは点灯、再起動は行っていない。当社が知った日時はこの電話の日時。' }),
    act(daysAgo(3, '10:12'), 'hokuto', 'transfer', { supportKind: 'hardware_failure', reason: '機器の不通。先のC&C通信の件は別の問合せで対応済み。故障受付の担当から折り返すことをお伝えした。' }),
  ],
};
