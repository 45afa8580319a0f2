/** Pixels of the longer side that are sent: what is seen on it matters, and a phone's own picture is ten times larger. */
const longest = 1600

/** A photo as JPEG in base64, drawn anew and smaller: what a camera writes beside the picture never leaves the phone. */
export async function photoToSend(file: Blob): Promise<string> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.max(1, Math.round(picture.width * scale))
  canvas.height = Math.max(1, Math.round(picture.height * scale))
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height)
  picture.close()
  const url = canvas.toDataURL('image/jpeg', 0.82)
  return url.slice(url.indexOf(',') + 1)
}
