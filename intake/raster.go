package intake

import (
	"image"
	"image/color"
	"image/draw"
)

// raster is a rectangle of pixels of n bytes each.
type raster struct {
	width, height, n, stride int
	pix                      []byte
}

// picture is one raster (grey, or red, green, blue and opacity) or three (brightness and two of colour, these of half the
// width and height). A photograph is worked on in the form in which it was stored, which takes a third of the memory.
type picture struct {
	width, height int
	planes        []raster
}

// newRasters takes a decoded picture over. What is not opaque is laid on white: a screen would show it so, and what lies
// hidden under it is not to be kept.
func newRasters(decoded image.Image) picture {
	bounds := decoded.Bounds()
	width, height := bounds.Dx(), bounds.Dy()
	p := picture{width: width, height: height}
	single := func(n, stride int, pix []byte) picture {
		p.planes = []raster{{width, height, n, stride, pix}}
		return p
	}
	switch m := decoded.(type) {
	case *image.YCbCr:
		across, down := halves(m.SubsampleRatio, width, height)
		p.planes = []raster{{width, height, 1, m.YStride, m.Y}, {across, down, 1, m.CStride, m.Cb}, {across, down, 1, m.CStride, m.Cr}}
		for i := 1; i < 3; i++ { // the encoder stores colour at half the width and height anyway
			p.planes[i] = p.planes[i].scaled((width+1)/2, (height+1)/2)
		}
		return p
	case *image.Gray:
		return single(1, m.Stride, m.Pix)
	case *image.NRGBA:
		onWhite(m.Pix)
		return single(4, m.Stride, m.Pix)
	case *image.RGBA: // decoders use it for what is opaque
		return single(4, m.Stride, m.Pix)
	}
	flat := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(flat, flat.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(flat, flat.Bounds(), decoded, bounds.Min, draw.Over)
	return single(4, flat.Stride, flat.Pix)
}

// onWhite makes colours opaque, in place.
func onWhite(pix []byte) {
	for i := 0; i+4 <= len(pix); i += 4 {
		if a := uint32(pix[i+3]); a != 255 {
			for c := i; c < i+3; c++ {
				pix[c] = byte((uint32(pix[c])*a + 255*(255-a) + 127) / 255)
			}
			pix[i+3] = 255
		}
	}
}

// halves is the size of the rasters of colour.
func halves(ratio image.YCbCrSubsampleRatio, width, height int) (int, int) {
	switch ratio {
	case image.YCbCrSubsampleRatio422:
		return (width + 1) / 2, height
	case image.YCbCrSubsampleRatio420:
		return (width + 1) / 2, (height + 1) / 2
	case image.YCbCrSubsampleRatio440:
		return width, (height + 1) / 2
	case image.YCbCrSubsampleRatio411:
		return (width + 3) / 4, height
	case image.YCbCrSubsampleRatio410:
		return (width + 3) / 4, (height + 1) / 2
	}
	return width, height
}

// image is the picture as the encoders take it.
func (p picture) image() image.Image {
	bounds, first := image.Rect(0, 0, p.width, p.height), p.planes[0]
	switch {
	case len(p.planes) == 3:
		return &image.YCbCr{
			Y: first.pix, Cb: p.planes[1].pix, Cr: p.planes[2].pix, YStride: first.stride, CStride: p.planes[1].stride,
			SubsampleRatio: image.YCbCrSubsampleRatio420, Rect: bounds,
		}
	case first.n == 1:
		return &image.Gray{Pix: first.pix, Stride: first.stride, Rect: bounds}
	}
	return &image.RGBA{Pix: first.pix, Stride: first.stride, Rect: bounds}
}

// within makes the picture smaller where its longer side is above side.
func (p picture) within(side int) picture {
	longest := max(p.width, p.height)
	if longest <= side {
		return p
	}
	return p.each(max(p.width*side/longest, 1), max(p.height*side/longest, 1), raster.scaled)
}

// turned turns the picture from an orientation as EXIF numbers them (1 to 8) to the right way up.
func (p picture) turned(orientation int) picture {
	if orientation < 2 || orientation > 8 {
		return p
	}
	width, height := p.width, p.height
	if orientation >= 5 {
		width, height = height, width
	}
	return p.each(width, height, func(r raster, width, height int) raster { return r.turned(orientation, width, height) })
}

// each makes every raster anew for a picture of another size.
func (p picture) each(width, height int, make func(r raster, width, height int) raster) picture {
	out := picture{width: width, height: height}
	for i, r := range p.planes {
		w, h := width, height
		if i > 0 {
			w, h = (width+1)/2, (height+1)/2
		}
		out.planes = append(out.planes, make(r, w, h))
	}
	return out
}

func newRaster(width, height, n int) raster {
	return raster{width, height, n, width * n, make([]byte, width*height*n)}
}

// turned moves every pixel to its place.
func (r raster) turned(orientation, width, height int) raster {
	out := newRaster(width, height, r.n)
	lastX, lastY := r.width-1, r.height-1
	for y := range height {
		for x := range width {
			fromX, fromY := x, y
			switch orientation {
			case 2:
				fromX = lastX - x
			case 3:
				fromX, fromY = lastX-x, lastY-y
			case 4:
				fromY = lastY - y
			case 5:
				fromX, fromY = y, x
			case 6:
				fromX, fromY = y, lastY-x
			case 7:
				fromX, fromY = lastX-y, lastY-x
			case 8:
				fromX, fromY = lastX-y, x
			}
			from, to := fromY*r.stride+fromX*r.n, y*out.stride+x*r.n
			copy(out.pix[to:to+r.n], r.pix[from:from+r.n])
		}
	}
	return out
}

// share is how much of a pixel goes into another, of one.
type share struct {
	at     int
	weight uint32
}

// whole is a whole pixel, in shares.
const whole = 1 << 12

// shares tells for each of to pixels which of from pixels lie under it, and how much of each.
func shares(from, to int) [][]share {
	list := make([][]share, to)
	for i := range list {
		// Lengths are counted in parts of which a pixel of the source has to, and one of the result from.
		left, right, given := i*from, (i+1)*from, uint32(0)
		for at := left / to; at*to < right; at++ {
			covered := min(right, (at+1)*to) - max(left, at*to)
			weight := uint32(covered * whole / from)
			list[i], given = append(list[i], share{at, weight}), given+weight
		}
		list[i][len(list[i])/2].weight += whole - given
	}
	return list
}

// scaled makes each pixel the mean of what lies under it.
func (r raster) scaled(width, height int) raster {
	if width == r.width && height == r.height {
		return r
	}
	out := newRaster(width, height, r.n)
	columns, rows := shares(r.width, width), shares(r.height, height)
	for y, row := range rows {
		for x, column := range columns {
			for c := range r.n {
				sum := uint64(whole * whole / 2)
				for _, down := range row {
					line, part := r.pix[down.at*r.stride+c:], uint32(0)
					for _, across := range column {
						part += across.weight * uint32(line[across.at*r.n])
					}
					sum += uint64(part) * uint64(down.weight)
				}
				out.pix[y*out.stride+x*r.n+c] = byte(sum / (whole * whole))
			}
		}
	}
	return out
}
