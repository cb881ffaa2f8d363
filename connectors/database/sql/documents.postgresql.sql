-- name: files of document
(SELECT json_agg(json_build_object('name', f.name, 'mediaType', f.media_type, 'digest', f.digest, 'size', f.size)
                 ORDER BY f.position)
 FROM balalyk_file f WHERE f.sequence = d.sequence)
