import { z } from 'zod';
import { uploadedFile } from '../../web/uploads.js';

/** The form of the upload page as a browser without JavaScript sends it. */
export const smallUploadBody = z.strictObject({
  file: uploadedFile,
  declaredBy: z.string().trim().min(1, 'お名前を入力してください。').max(100, '100文字以内で入力してください。'),
  declared: z.literal('yes', 'お渡しいただけることをご確認のうえ、チェックを入れてください。'),
});
